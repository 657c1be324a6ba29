#ifndef SLUICE_CONNECTORS_QUEUE_QUEUE_SOURCE_H_
#define SLUICE_CONNECTORS_QUEUE_QUEUE_SOURCE_H_

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connectors/queue/waiting_rdds.h"
#include "engine/source/batch_source.h"

namespace sluice {

struct QueueSourceOptions {
  std::shared_ptr<WaitingRdds> waiting;
  bool one_at_a_time = true;  // Else a batch takes all that wait.
  Rdd when_empty;             // What a batch has for which none waits.
  // One RDD of several.
  std::function<Rdd(const std::vector<Rdd>& rdds)> unite;
};

// The RDDs of a queue, which keeps those that it has taken until they are committed. Its offsets count them. What was
// in the queue is not there any more in a later run, which therefore cannot go on.
class QueueSource : public BatchSource {
 public:
  explicit QueueSource(QueueSourceOptions options) : options_(std::move(options)) {}

  absl::StatusOr<Offset> Initial() override { return NumberOffset(0); }
  absl::StatusOr<Offset> Latest(const Offset& after, const ReadLimit& limit) override;
  absl::StatusOr<PlannedRange> Plan(const OffsetRange& range) override;
  absl::Status Commit(const Offset& until) override;
  absl::Status EndAt(absl::Time now) override;
  // A batch to come may be asked for early, and then has what waits now.
  bool arrives() const override { return false; }
  std::string Save() const override { return ""; }
  // With Spark's words.
  absl::Status Restore(std::string_view saved) override;

 private:
  int64_t end() const { return committed_ + static_cast<int64_t>(uncommitted_.size()); }
  void Take(bool all);

  const QueueSourceOptions options_;
  int64_t committed_ = 0;
  std::deque<Rdd> uncommitted_;
  bool has_ended_ = false;
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_QUEUE_QUEUE_SOURCE_H_
