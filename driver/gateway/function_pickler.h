#ifndef SLUICE_DRIVER_GATEWAY_FUNCTION_PICKLER_H_
#define SLUICE_DRIVER_GATEWAY_FUNCTION_PICKLER_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/mutex.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

class PythonCallbacks;

// The functions over RDDs of a program as bytes, for a later run of it: pickled by the program's own serializer, and
// never opened by us. Thread-safe.
class FunctionPickler {
 public:
  explicit FunctionPickler(PythonCallbacks& python) : python_(python) {}

  // The serializer of the program that runs now.
  void Register(Proxy serializer);
  // A SparkException: it cannot be pickled, or is no pickle of one, with Python's traceback.
  absl::StatusOr<std::string> Pickle(const std::string& function_id);
  absl::StatusOr<Proxy> Unpickle(std::string pickled);

 private:
  absl::StatusOr<Value> Ask(std::string_view method, absl::Span<const Value> arguments);

  PythonCallbacks& python_;
  Mutex mu_;
  std::optional<Proxy> serializer_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_FUNCTION_PICKLER_H_
