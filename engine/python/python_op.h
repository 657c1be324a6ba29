#ifndef SLUICE_ENGINE_PYTHON_PYTHON_OP_H_
#define SLUICE_ENGINE_PYTHON_PYTHON_OP_H_

#include <utility>

#include "common/base/status.h"
#include "engine/python/frames.h"
#include "engine/python/python_task.h"

namespace sluice {

// The rows that a Python function makes of a partition's.
template <class T>
class PythonOp : public Op<FrameRow> {
 public:
  using Input = T;
  using Options = PythonFunction;
  static constexpr int kInputsMin = 1;
  PythonOp(Wiring<T> wiring, PythonFunction function) : input_(*wiring.inputs[0]), function_(std::move(function)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<FrameRow>& out) const override {
    PythonTask task(function_, context, partition, out);
    SLUICE_RETURN_IF_ERROR(task.Start());
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<T> rows) {
      for (const T& row : rows) {
        AppendFrames(row, task.input());
        if (!task.PassOn()) return false;
      }
      return true;
    }));
    return task.Finish();
  }

 private:
  const Op<T>& input_;
  const PythonFunction function_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_PYTHON_OP_H_
