#ifndef SLUICE_TOOLS_CLI_JSON_TEXT_H_
#define SLUICE_TOOLS_CLI_JSON_TEXT_H_

#include <string>

namespace google::protobuf {
class Message;
}

namespace sluice {

// The message as JSON on one line, every field present under its name in the .proto file, but for those that are
// optional, or one of several. Unlike protobuf's own JSON, 64-bit numbers are numbers: a count of records is what
// scripts compare.
std::string ToJson(const google::protobuf::Message& message);

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_JSON_TEXT_H_
