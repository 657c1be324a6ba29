#ifndef SLUICE_ENGINE_ROWS_FOR_EACH_H_
#define SLUICE_ENGINE_ROWS_FOR_EACH_H_

#include <utility>

#include "common/base/status.h"
#include "engine/rows/partition.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// Calls the function with each row, on the executor.
template <class T, class Function>
class ForEachTerminal : public Terminal {
 public:
  using Input = T;
  using Options = Function;
  static constexpr int kInputsMin = 1;
  ForEachTerminal(Wiring<T> wiring, Function function) : input_(*wiring.inputs[0]), function_(std::move(function)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    return Consume(input_, context, partition, [&](absl::Span<T> rows) {
      for (T& row : rows) function_(std::move(row));
      return true;
    });
  }

 private:
  const Op<T>& input_;
  const Function function_;
};

// Calls the function once with the whole partition, on the executor.
template <class T, class Function>
class ForEachPartitionTerminal : public Terminal {
 public:
  using Input = T;
  using Sent = T;
  using Options = Function;
  static constexpr int kInputsMin = 1;
  ForEachPartitionTerminal(Wiring<T> wiring, Function function)
      : input_(*wiring.inputs[0]), function_(std::move(function)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    SLUICE_ASSIGN_OR_RETURN(Partition<T> rows, WholePartition(input_, context, partition));
    function_(std::move(rows));
    return absl::OkStatus();
  }

 private:
  const Op<T>& input_;
  const Function function_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_FOR_EACH_H_
