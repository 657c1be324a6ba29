#ifndef SLUICE_ENGINE_ROWS_EXCHANGE_H_
#define SLUICE_ENGINE_ROWS_EXCHANGE_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "engine/exchange/row_pieces.h"
#include "engine/exchange/segments.h"
#include "engine/rows/chunk.h"
#include "engine/rows/push_encoded.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// An exchange moves rows to other partitions as they are: a writer ends the parent's stage, ExchangeReader starts the
// next one. A segment is encoded rows, those of one map partition in their order.

// Where rows go that have no key: one after the other to all partitions, from First of the map partition on.
struct RoundRobin {
  int32_t reducers = 0;
  // The one after Spark's XORShiftRandom(map).nextInt(reducers), so that partitions are filled as there.
  int First(int map) const;
  int Of(int first, int64_t row) const { return static_cast<int>((first + row) % reducers); }
};
// For kept RDDs: partition p stays partition p.
struct OneToOne {
  int32_t reducers = 0;
  int First(int map) const { return map; }
  int Of(int first, int64_t) const { return first; }
};

template <class T, class Placement>
class ExchangeWriter : public Terminal {
 public:
  using Input = T;
  using Sent = T;
  using Options = Placement;
  static constexpr int kInputsMin = 1;
  ExchangeWriter(Wiring<T> wiring, Placement placement) : input_(*wiring.inputs[0]), placement_(placement) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    if (placement_.reducers < 1) return absl::InvalidArgumentError("a shuffle needs at least one reduce partition");
    const int first = placement_.First(partition);
    if (first >= placement_.reducers) return absl::OutOfRangeError("a shuffle has no such part");
    Segments segments(placement_.reducers, context.memory());
    int64_t row = 0;
    absl::Status placed;
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<T> rows) {
      for (const T& each : rows) EncodeTo(segments.of(placement_.Of(first, row++)), each);
      placed = segments.MakeRoom(rows.size());
      return placed.ok();
    }));
    SLUICE_RETURN_IF_ERROR(placed);
    SLUICE_ASSIGN_OR_RETURN(result.shuffle, segments.Finish());
    return absl::OkStatus();
  }

 private:
  const Op<T>& input_;
  const Placement placement_;
};

inline absl::Status DamagedBlock(const BlockId& id, size_t bytes) {
  return absl::DataLossError(StrCat(ToString(id), " is damaged: ", bytes, " bytes"));
}

// The rows of all map partitions, one after the other.
template <class T>
class ExchangeReader : public Op<T> {
 public:
  using Input = void;
  using Sent = T;
  using Options = NoOptions;
  static constexpr int kInputsMin = 0;
  static constexpr bool kFoundByType = true;
  ExchangeReader(Wiring<void> wiring, NoOptions) : index_(wiring.index) {}

  absl::Status Run(TaskContext& context, int partition, Sink<T>& out) const override {
    Chunk<T> chunk;
    bool more = true;
    for (const InputBlock& block : Blocks(context, partition)) {
      const bool whole = ForRowPieces(block.data, [&](const Buffer& piece) {
        return more ? PushRows(piece.view(), context, chunk, out, more) : piece.size();
      });
      if (context.cancelled()) return absl::CancelledError("the task was cancelled");
      if (!whole) return DamagedBlock(block.id, TotalBytes(block.data));
      if (!more) break;
    }
    return absl::OkStatus();
  }

  // For operators that read the rows where they lie.
  const std::vector<InputBlock>& Blocks(TaskContext& context, int partition) const {
    return context.Inputs(index_, partition);
  }

 private:
  const int index_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_EXCHANGE_H_
