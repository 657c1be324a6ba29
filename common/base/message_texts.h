#ifndef SLUICE_COMMON_BASE_MESSAGE_TEXTS_H_
#define SLUICE_COMMON_BASE_MESSAGE_TEXTS_H_

#include <google/protobuf/message.h>

#include <functional>
#include <string>
#include <string_view>

namespace sluice {

// Replaces each text of the message, also of those within it, by what `change` makes of it. Bytes are no text.
void ChangeTexts(google::protobuf::Message& message, const std::function<std::string(std::string_view)>& change);

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_MESSAGE_TEXTS_H_
