#ifndef SLUICE_ENGINE_DSTREAM_SOURCE_INPUT_H_
#define SLUICE_ENGINE_DSTREAM_SOURCE_INPUT_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/ids.h"
#include "engine/source/batch_source.h"

namespace sluice {

// An input that the driver reads out of a source: which range of it belongs to which batch. Touched by whose turn it is
// on the timeline.
class SourceInput {
 public:
  explicit SourceInput(std::shared_ptr<BatchSource> source) : source_(std::move(source)) {}

  bool arrives() const { return source_->arrives(); }

  // The rows of a batch, the same as often as it is asked until that batch is committed. One that has no range yet gets
  // what comes next; of what arrives, nothing if it is past. Throws a StatusException: NOT_FOUND when what arrived for
  // it is committed.
  Rdd RddOf(BatchTime batch);
  // What is known of the rows of a batch since RddOf gave them; nothing if it is committed.
  struct Contents {
    std::vector<std::string> metadata;
    std::optional<int64_t> row_count;
  };
  Contents ContentsOf(BatchTime batch) const;
  // Batches that have no range yet get about so many rows at most, if the source can count them. 0: no limit.
  // Thread-safe.
  void LimitBatches(int64_t rows_max) { rows_max_ = rows_max; }

  // Batches until then are done, and nobody will ask for them again.
  absl::Status Commit(BatchTime until);

  // The ranges of batches that are not committed, and what the source needs to plan them.
  std::string Save() const;
  // DATA_LOSS: they cannot be read. Else as BatchSource::Restore.
  absl::Status Restore(std::string_view saved);

 private:
  struct Step {
    BatchTime batch;
    Offset until;
    Contents contents;
  };

  absl::StatusOr<Rdd> Ask(BatchTime batch);
  absl::Status AddStep(BatchTime batch);
  bool IsPast(BatchTime batch) const;
  std::deque<Step>::iterator StepOf(BatchTime batch);

  const std::shared_ptr<BatchSource> source_;
  std::atomic<int64_t> rows_max_ = 0;  // 0: no limit.
  std::optional<Offset> begin_;        // The first step goes on from here.
  // The order is that of asking, not of times: each step goes on from the one before it.
  std::deque<Step> steps_;
  std::optional<BatchTime> committed_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_SOURCE_INPUT_H_
