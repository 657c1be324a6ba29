#ifndef SLUICE_COMMON_HTTP_RESPONSE_HEAD_H_
#define SLUICE_COMMON_HTTP_RESPONSE_HEAD_H_

#include <cstddef>
#include <optional>
#include <string>

#include "common/http/http_message.h"

namespace sluice {

// The first line and all headers of a response, with those by which browsers keep strangers' pages away from ours.
// Without `body_bytes` the body goes on until the connection is closed. What would end a line is left out of headers.
std::string ResponseHead(const HttpResponse& response, std::optional<size_t> body_bytes, bool keeps_alive);

}  // namespace sluice

#endif  // SLUICE_COMMON_HTTP_RESPONSE_HEAD_H_
