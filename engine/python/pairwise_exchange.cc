#include "engine/python/pairwise_exchange.h"

#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "engine/exchange/segments.h"

namespace sluice {
namespace {

// Puts the rows of one map task where they say.
class PairwisePlacer {
 public:
  explicit PairwisePlacer(Segments& segments) : segments_(segments) {}

  absl::Status Place(FrameRow row) {
    if (target_ >= 0) {
      EncodeTo(segments_.of(std::exchange(target_, -1)), row);
      return absl::OkStatus();
    }
    if (row.size() != sizeof(int64_t)) {
      return absl::InvalidArgumentError(StrCat("a partition's number has eight bytes: bytes=", row.size()));
    }
    const int64_t rest = BigEndianAt<int64_t>(row.data()) % segments_.reducers();
    target_ = static_cast<int>(rest < 0 ? rest + segments_.reducers() : rest);
    return absl::OkStatus();
  }
  absl::Status Finish() const {
    return target_ < 0 ? absl::OkStatus() : absl::InvalidArgumentError("the last number has no batch");
  }

 private:
  Segments& segments_;
  int target_ = -1;  // The next row goes there; -1: it is a number.
};

}  // namespace

absl::Status PairwiseExchangeWriter::Run(TaskContext& context, int partition, TaskResult& result) const {
  if (reducers_ < 1) return absl::InvalidArgumentError("a shuffle needs at least one reduce partition");
  Segments segments(reducers_, context.memory());
  PairwisePlacer placer(segments);
  absl::Status placed;
  SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<FrameRow> rows) {
    for (FrameRow row : rows) placed.Update(placer.Place(row));
    placed.Update(segments.MakeRoom(rows.size()));
    return placed.ok();
  }));
  SLUICE_RETURN_IF_ERROR(placed);
  SLUICE_RETURN_IF_ERROR(placer.Finish());
  SLUICE_ASSIGN_OR_RETURN(result.shuffle, segments.Finish());
  return absl::OkStatus();
}

}  // namespace sluice
