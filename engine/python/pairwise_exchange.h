#ifndef SLUICE_ENGINE_PYTHON_PAIRWISE_EXCHANGE_H_
#define SLUICE_ENGINE_PYTHON_PAIRWISE_EXCHANGE_H_

#include <cstdint>

#include "engine/python/frames.h"

namespace sluice {

// Brings what Python has sorted by partition there. Its rows come in twos: a number of eight bytes, of which the
// remainder says the partition, and a batch that goes there. What is read there are the batches. Option: the number of
// partitions.
class PairwiseExchangeWriter : public Terminal {
 public:
  using Input = FrameRow;
  using Options = int32_t;
  static constexpr int kInputsMin = 1;
  PairwiseExchangeWriter(Wiring<FrameRow> wiring, int32_t reducers) : input_(*wiring.inputs[0]), reducers_(reducers) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override;

 private:
  const Op<FrameRow>& input_;
  const int32_t reducers_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_PAIRWISE_EXCHANGE_H_
