#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_ACCUMULATOR_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_ACCUMULATOR_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/mutex.h"
#include "driver/gateway/line_socket.h"
#include "driver/gateway/object.h"
#include "engine/lineage/job_runner.h"
#include "engine/variables/merge_updates.h"

namespace sluice::gateway {

// Where all that tasks add to the accumulators of a program goes: to its Python, which adds it up. Thread-safe.
class PythonAccumulator : public ObjectOf<PythonAccumulator> {
 public:
  static constexpr std::string_view kName = "PythonAccumulatorV2";
  static const Class& Describe();
  PythonAccumulator(int port, std::string secret);

  // From now on tasks may name it.
  void Register(JobRunner& jobs);
  // Nullopt: it was not registered.
  std::optional<int64_t> key() const;

 private:
  class Sender;
  const std::shared_ptr<Sender> sender_;
  mutable Mutex mu_;
  std::optional<int64_t> key_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_ACCUMULATOR_H_
