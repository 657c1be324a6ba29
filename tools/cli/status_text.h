#ifndef SLUICE_TOOLS_CLI_STATUS_TEXT_H_
#define SLUICE_TOOLS_CLI_STATUS_TEXT_H_

#include <string>

#include "proto/submit.pb.h"

namespace sluice {

// For people; scripts use the JSON.
std::string StatusText(v1::ClusterStatus status);

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_STATUS_TEXT_H_
