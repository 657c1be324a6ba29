#ifndef SLUICE_COMMON_FS_OBJECTS_S3_PLACE_H_
#define SLUICE_COMMON_FS_OBJECTS_S3_PLACE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/fs/file_uri.h"
#include "common/fs/objects/store_client.h"

namespace sluice {

// A bucket of Amazon's S3, or of a server that speaks like it, and who asks there.
struct S3Place {
  std::string bucket;
  std::string url;       // It names the bucket and ends with a '/'.
  std::string endpoint;  // Errors name it.
  HttpSigner signer;
  std::string session_token;  // Empty: none.

  // Options are those that Arrow knows: region, scheme, endpoint_override. Credentials are AWS_ACCESS_KEY_ID,
  // AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. FAILED_PRECONDITION: there are none. INVALID_ARGUMENT: it is of
  // another kind of store; the message says what to do.
  static absl::StatusOr<S3Place> Of(const FileUri& directory);
  std::string UrlOf(std::string_view key) const;
};

// What is not a letter, a digit or one of -_.~ as %XX, and so that a '/' stays if `keeps_slash`.
std::string PercentEncoded(std::string_view text, bool keeps_slash);
std::string PercentDecoded(std::string_view text);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_OBJECTS_S3_PLACE_H_
