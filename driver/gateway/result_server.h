#ifndef SLUICE_DRIVER_GATEWAY_RESULT_SERVER_H_
#define SLUICE_DRIVER_GATEWAY_RESULT_SERVER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/buffer.h"
#include "common/base/mutex.h"
#include "driver/gateway/loopback_listener.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

// Hands rows to Python. Each result has a secret of its own, by which Python claims it on our port, once. Thread-safe.
class ResultServer {
 public:
  // Writes a result to who has claimed it.
  using WriteResult = std::function<void(LineSocket&)>;
  static absl::StatusOr<std::unique_ptr<ResultServer>> Start();

  // What Python is to be told: port, secret and `server`, an object that is asked for errors. A result that nobody
  // claims is forgotten after a while.
  Value Offer(WriteResult write, ObjectPtr server);

 private:
  struct Offered {
    WriteResult write;
    absl::Time since;
  };
  ResultServer() = default;
  LoopbackListener::Serve Greet(LineSocket& socket);
  absl::StatusOr<WriteResult> Claim(LineSocket& socket);

  Mutex mu_;
  std::map<std::string, Offered> by_secret_ ABSL_GUARDED_BY(mu_);
  std::unique_ptr<LoopbackListener> listener_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_RESULT_SERVER_H_
