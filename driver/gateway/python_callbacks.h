#ifndef SLUICE_DRIVER_GATEWAY_PYTHON_CALLBACKS_H_
#define SLUICE_DRIVER_GATEWAY_PYTHON_CALLBACKS_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/mutex.h"
#include "driver/gateway/line_socket.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

class Gateway;

// The objects of the Python program, called by us. Thread-safe.
class PythonCallbacks {
 public:
  explicit PythonCallbacks(Gateway& gateway) : gateway_(gateway) {}

  // Where the program listens now. Who knew former objects of it cannot call them any more.
  void Reset(int port);
  int port() const;

  // Blocks until the method has returned. What it asks of us meanwhile is done in the calling thread. ABORTED: it has
  // thrown, with its traceback. UNAVAILABLE: Python is gone.
  absl::StatusOr<Value> Call(const Proxy& proxy, std::string_view method, absl::Span<const Value> arguments);

 private:
  struct Link {
    LineSocket socket;
    int port;
  };
  absl::StatusOr<Link> TakeLink();
  void Return(Link link);
  absl::StatusOr<Value> Converse(LineSocket& socket);

  Gateway& gateway_;
  mutable Mutex mu_;
  int port_ ABSL_GUARDED_BY(mu_) = 0;  // 0: it does not listen.
  std::vector<Link> idle_ ABSL_GUARDED_BY(mu_);
};

// What an object of the program that keeps its last failure has failed with: OK, or a SparkException with the
// traceback. To be asked after each call of such an object.
absl::Status LastFailure(PythonCallbacks& python, const Proxy& proxy);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_PYTHON_CALLBACKS_H_
