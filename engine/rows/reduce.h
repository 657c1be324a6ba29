#ifndef SLUICE_ENGINE_ROWS_REDUCE_H_
#define SLUICE_ENGINE_ROWS_REDUCE_H_

#include <optional>
#include <utility>

#include "common/base/buffer.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/codec/owned.h"
#include "engine/task/consume.h"
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

// Map side of a reduction to an RDD of one row: each partition's reduction becomes the segment of reduce partition 0.
template <class T, class Function>
class ReduceToOneWriter : public Terminal {
 public:
  using Input = T;
  using Sent = T;
  using Options = Function;
  static constexpr int kInputsMin = 1;
  ReduceToOneWriter(Wiring<T> wiring, Function function) : input_(*wiring.inputs[0]), function_(std::move(function)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    Reduction<T, Function> reduction(function_);
    SLUICE_RETURN_IF_ERROR(ReducePartition(input_, context, partition, reduction));
    result.shuffle.resize(1);
    if (!reduction.empty()) result.shuffle[0].push_back(Buffer::FromString(Encode(reduction.value())));
    return absl::OkStatus();
  }

 private:
  const Op<T>& input_;
  const Function function_;
};

// Reduce side: one row, or `when_empty` if no partition had any; no row if that is not given either.
template <class T, class Function>
class ReduceToOneReader : public Op<T> {
 public:
  using Input = void;
  using Sent = T;
  using Options = std::pair<Function, std::optional<Owned<T>>>;
  static constexpr int kInputsMin = 0;
  ReduceToOneReader(Wiring<void> wiring, Options options)
      : index_(wiring.index), function_(std::move(options.first)), when_empty_(std::move(options.second)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<T>& out) const override {
    Reduction<T, Function> reduction(function_);
    for (const InputBlock& block : context.Inputs(index_, partition)) {
      Buffer segment = Contiguous(block.data);
      T row{};
      if (!Decode(segment.view(), row)) return absl::DataLossError(StrCat(ToString(block.id), " is damaged"));
      reduction.Add(std::move(row));
    }
    if (reduction.empty() && !when_empty_) return absl::OkStatus();
    T row = ViewOf<T>(reduction.empty() ? *when_empty_ : reduction.value());
    out.Push(absl::MakeSpan(&row, 1));
    return absl::OkStatus();
  }

 private:
  const int index_;
  const Function function_;
  const std::optional<Owned<T>> when_empty_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_REDUCE_H_
