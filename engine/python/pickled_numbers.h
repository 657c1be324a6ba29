#ifndef SLUICE_ENGINE_PYTHON_PICKLED_NUMBERS_H_
#define SLUICE_ENGINE_PYTHON_PICKLED_NUMBERS_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/python/frames.h"

namespace sluice {

// The numbers of a pickled list of them, or of one alone; whole ones are rounded beyond 2^53, booleans are 0 or 1.
// INVALID_ARGUMENT: it has something else, or is no pickle. Safe for any bytes.
absl::StatusOr<std::vector<double>> UnpickleNumbers(std::string_view pickle);

// The one place where rows of Python are opened: numbers that are counted, added up or told apart about.
class UnpickledNumbersOp : public Op<double> {
 public:
  using Input = FrameRow;
  using Options = NoOptions;
  static constexpr int kInputsMin = 1;
  UnpickledNumbersOp(Wiring<FrameRow> wiring, NoOptions) : input_(*wiring.inputs[0]) {}

  absl::Status Run(TaskContext& context, int partition, Sink<double>& out) const override;

 private:
  const Op<FrameRow>& input_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_PICKLED_NUMBERS_H_
