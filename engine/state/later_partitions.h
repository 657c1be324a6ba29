#ifndef SLUICE_ENGINE_STATE_LATER_PARTITIONS_H_
#define SLUICE_ENGINE_STATE_LATER_PARTITIONS_H_

#include <cstdint>

#include "engine/task/factory.h"

namespace sluice {

// Its input without the first partitions: as many as the option says.
template <class T>
class LaterPartitionsOp : public Op<T> {
 public:
  using Input = T;
  using Options = int32_t;
  static constexpr int kInputsMin = 1;
  LaterPartitionsOp(Wiring<T> wiring, int32_t skipped) : input_(*wiring.inputs[0]), skipped_(skipped) {}

  absl::Status Run(TaskContext& context, int partition, Sink<T>& out) const override {
    return input_.Run(context, skipped_ + partition, out);
  }

 private:
  const Op<T>& input_;
  const int32_t skipped_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_STATE_LATER_PARTITIONS_H_
