#ifndef SLUICE_ENGINE_ROWS_UNION_H_
#define SLUICE_ENGINE_ROWS_UNION_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "common/base/str_cat.h"
#include "engine/task/factory.h"

namespace sluice {

// The partitions of the first input, then those of the second, and so on. Options: how many partitions each input has.
template <class T>
class UnionOp : public Op<T> {
 public:
  using Input = T;
  using Options = std::vector<int32_t>;
  static constexpr int kInputsMin = 0;
  UnionOp(Wiring<T> wiring, Options partitions)
      : inputs_(std::move(wiring.inputs)), partitions_(std::move(partitions)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<T>& out) const override {
    int rest = partition;
    for (size_t i = 0; i < inputs_.size() && i < partitions_.size(); ++i) {
      if (rest < partitions_[i]) return inputs_[i]->Run(context, rest, out);
      rest -= partitions_[i];
    }
    return absl::OutOfRangeError(StrCat("a union has no partition ", partition));
  }

 private:
  const std::vector<const Op<T>*> inputs_;
  const Options partitions_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_UNION_H_
