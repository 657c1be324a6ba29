#ifndef SLUICE_COMMON_HTTP_OWN_ORIGIN_H_
#define SLUICE_COMMON_HTTP_OWN_ORIGIN_H_

#include <string>

#include "absl/status/status.h"
#include "common/http/http_message.h"

namespace sluice {

// Programs that send no Origin have this header instead: a page of somebody else's cannot set it.
inline constexpr char kOwnHeader[] = "x-sluice";

// Whether a request that changes something was meant for the server that listens at `address`, and not sent by a page
// of another host that its user has open. Its Host is a number, localhost, the name in `address` or this machine's; its
// Origin is that Host, or it has none and has kOwnHeader. PERMISSION_DENIED says what is wrong.
absl::Status CheckOwnOrigin(const HttpRequest& request, const std::string& address);

}  // namespace sluice

#endif  // SLUICE_COMMON_HTTP_OWN_ORIGIN_H_
