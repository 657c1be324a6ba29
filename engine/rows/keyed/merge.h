#ifndef SLUICE_ENGINE_ROWS_KEYED_MERGE_H_
#define SLUICE_ENGINE_ROWS_KEYED_MERGE_H_

#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// Union of inputs of one partitioning: partition p has the rows of partition p of each, one input after the other.
template <class T>
class MergeOp : public Op<T> {
 public:
  using Input = T;
  using Options = NoOptions;
  static constexpr int kInputsMin = 1;
  MergeOp(Wiring<T> wiring, NoOptions) : inputs_(std::move(wiring.inputs)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<T>& out) const override {
    bool more = true;
    for (const Op<T>* input : inputs_) {
      if (!more) break;
      SLUICE_RETURN_IF_ERROR(
          Consume(*input, context, partition, [&](absl::Span<T> rows) { return more = out.Push(rows); }));
    }
    return absl::OkStatus();
  }

 private:
  const std::vector<const Op<T>*> inputs_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_MERGE_H_
