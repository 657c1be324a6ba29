#ifndef SLUICE_ENGINE_ROWS_MAP_PARTITIONS_H_
#define SLUICE_ENGINE_ROWS_MAP_PARTITIONS_H_

#include <utility>

#include "common/base/status.h"
#include "engine/rows/chunk.h"
#include "engine/rows/partition.h"
#include "engine/task/factory.h"

namespace sluice {

// Any number of rows out for each partition, empty ones included: the function returns a range of them. It is called as
// f(index, rows) if so wanted, else as f(rows).
template <class T, class U, class Function, bool kWithIndex>
class MapPartitionsOp : public Op<U> {
 public:
  using Input = T;
  using Sent = T;
  using Options = Function;
  static constexpr int kInputsMin = 1;
  MapPartitionsOp(Wiring<T> wiring, Function function) : input_(*wiring.inputs[0]), function_(std::move(function)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<U>& out) const override {
    SLUICE_ASSIGN_OR_RETURN(const Partition<T> rows, WholePartition(input_, context, partition));
    Chunk<U> chunk;
    ChunkFiller<U> filler(chunk, out);
    for (auto&& result : Call(rows)) {
      if (!filler.Add(std::forward<decltype(result)>(result))) return absl::OkStatus();
    }
    filler.Flush();
    return absl::OkStatus();
  }

 private:
  decltype(auto) Call(const Partition<T>& rows) const {
    if constexpr (kWithIndex) {
      return function_(rows.index(), rows);
    } else {
      return function_(rows);
    }
  }

  const Op<T>& input_;
  const Function function_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_MAP_PARTITIONS_H_
