#ifndef SLUICE_ENGINE_ROWS_REDUCE_H_
#define SLUICE_ENGINE_ROWS_REDUCE_H_

#include <utility>

#include "common/base/status.h"
#include "common/codec/owned.h"
#include "engine/task/consume.h"
#include "engine/task/contiguous.h"
#include "engine/task/factory.h"

namespace sluice {

// Several rows as one.
template <class T, class Function>
class Reduction {
 public:
  explicit Reduction(const Function& function) : function_(function) {}

  void Add(T row) {
    value_ = empty_ ? ToOwned<T>(row) : ToOwned<T>(function_(ViewOf<T>(value_), std::move(row)));
    empty_ = false;
  }
  bool empty() const { return empty_; }
  const Owned<T>& value() const { return value_; }  // REQUIRES: not empty.

 private:
  const Function& function_;
  bool empty_ = true;
  Owned<T> value_{};
};

template <class T, class Function>
absl::Status ReducePartition(const Op<T>& input, TaskContext& context, int partition,
                             Reduction<T, Function>& reduction) {
  return Consume(input, context, partition, [&](absl::Span<T> rows) {
    for (T& row : rows) reduction.Add(std::move(row));
    return true;
  });
}

// Sends the partition's reduction to the driver: one row, or none.
template <class T, class Function>
class ReduceTerminal : public Terminal {
 public:
  using Input = T;
  using Sent = T;
  using Options = Function;
  static constexpr int kInputsMin = 1;
  ReduceTerminal(Wiring<T> wiring, Function function) : input_(*wiring.inputs[0]), function_(std::move(function)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    Reduction<T, Function> reduction(function_);
    SLUICE_RETURN_IF_ERROR(ReducePartition(input_, context, partition, reduction));
    if (!reduction.empty()) result.value.push_back(Buffer::FromString(Encode(reduction.value())));
    return absl::OkStatus();
  }

 private:
  const Op<T>& input_;
  const Function function_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_REDUCE_H_
