#ifndef SLUICE_ENGINE_DSTREAM_SOURCE_INPUT_H_
#define SLUICE_ENGINE_DSTREAM_SOURCE_INPUT_H_

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
  // What the rows of a batch are made of, since RddOf gave them; empty if it is committed.
  std::vector<std::string> PartsOf(BatchTime batch) const;

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
    std::vector<std::string> metadata;
  };

  absl::StatusOr<Rdd> Ask(BatchTime batch);
  absl::Status AddStep(BatchTime batch);
  bool IsPast(BatchTime batch) const;
  std::deque<Step>::iterator StepOf(BatchTime batch);

  const std::shared_ptr<BatchSource> source_;
  std::optional<Offset> begin_;  // The first step goes on from here.
  // The order is that of asking, not of times: each step goes on from the one before it.
  std::deque<Step> steps_;
  std::optional<BatchTime> committed_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_SOURCE_INPUT_H_
