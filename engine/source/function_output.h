#ifndef SLUICE_ENGINE_SOURCE_FUNCTION_OUTPUT_H_
#define SLUICE_ENGINE_SOURCE_FUNCTION_OUTPUT_H_

#include <functional>
#include <utility>

#include "engine/source/output.h"

namespace sluice {

// Calls a function with each batch, as foreachRDD. What becomes of a batch that comes again is up to it.
class FunctionOutput : public Output {
 public:
  using Function = std::function<void(const Rdd& rows, BatchTime batch)>;
  explicit FunctionOutput(Function function) : function_(std::move(function)) {}

  absl::Status Write(const Rdd& rows, BatchTime batch) override {
    function_(rows, batch);
    return absl::OkStatus();
  }

 private:
  const Function function_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_FUNCTION_OUTPUT_H_
