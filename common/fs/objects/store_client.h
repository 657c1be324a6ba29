#ifndef SLUICE_COMMON_FS_OBJECTS_STORE_CLIENT_H_
#define SLUICE_COMMON_FS_OBJECTS_STORE_CLIENT_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"

namespace sluice {

struct StoreRequest {
  std::string method;
  std::string url;
  std::vector<std::string> headers;  // "name: value".
  std::string_view body;
};

struct StoreAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  // Names are in small letters.
  std::string body;
};

// Who signs requests, in the way of Amazon's services (Signature Version 4).
struct HttpSigner {
  std::string region;
  std::string key;
  std::string secret;
};

// Signed requests to a server, over connections that are kept. libcurl is loaded by the first one, as programs that
// stay on their disks need not have it. Thread-safe.
class StoreClient {
 public:
  explicit StoreClient(HttpSigner signer) : signer_(std::move(signer)) {}
  ~StoreClient();

  // Whatever the server answers. UNAVAILABLE: it did not, in 3 s for a connection and 5 s without a byte; whether it
  // has done what was asked is not known. FAILED_PRECONDITION: libcurl is not on this machine.
  absl::StatusOr<StoreAnswer> Ask(const StoreRequest& request);

 private:
  const HttpSigner signer_;
  Mutex mu_;
  std::vector<void*> idle_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_OBJECTS_STORE_CLIENT_H_
