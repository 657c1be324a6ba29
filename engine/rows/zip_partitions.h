#ifndef SLUICE_ENGINE_ROWS_ZIP_PARTITIONS_H_
#define SLUICE_ENGINE_ROWS_ZIP_PARTITIONS_H_

#include <tuple>
#include <utility>

#include "common/base/status.h"
#include "engine/rows/chunk.h"
#include "engine/rows/partition.h"
#include "engine/task/factory.h"

namespace sluice {

// Any number of rows out for the partitions of one number of several inputs: the function gets them all.
template <class U, class Function, class... T>
class ZipPartitionsOp : public Op<U> {
 public:
  using Input = InputsOf<T...>;
  using Sent = std::tuple<T...>;
  using Options = Function;
  static constexpr int kInputsMin = sizeof...(T);
  ZipPartitionsOp(Wiring<Input> wiring, Function function) : inputs_(wiring.inputs), function_(std::move(function)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<U>& out) const override {
    auto partitions =
        std::apply([&](auto*... input) { return std::tuple(WholePartition(*input, context, partition)...); }, inputs_);
    absl::Status status;
    std::apply([&](const auto&... each) { (status.Update(each.status()), ...); }, partitions);
    SLUICE_RETURN_IF_ERROR(status);
    Chunk<U> chunk;
    ChunkFiller<U> filler(chunk, out);
    for (auto&& row : std::apply([&](const auto&... each) { return function_(*each...); }, partitions)) {
      if (!filler.Add(std::forward<decltype(row)>(row))) return absl::OkStatus();
    }
    filler.Flush();
    return absl::OkStatus();
  }

 private:
  const std::tuple<const Op<T>*...> inputs_;
  const Function function_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_ZIP_PARTITIONS_H_
