#include "connectors/queue/queue_source.h"

#include <algorithm>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/base/user_code.h"

namespace sluice {

absl::StatusOr<Offset> QueueSource::Latest(const Offset& after, const ReadLimit&) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t begin, NumberOf(after));
  if (begin == end() && !has_ended_) Take(!options_.one_at_a_time);
  return NumberOffset(options_.one_at_a_time ? std::min(begin + 1, end()) : end());
}

void QueueSource::Take(bool all) {
  for (Rdd& rdd : options_.waiting->Take(all)) uncommitted_.push_back(std::move(rdd));
}

absl::StatusOr<PlannedRange> QueueSource::Plan(const OffsetRange& range) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t after, NumberOf(range.after));
  SLUICE_ASSIGN_OR_RETURN(const int64_t until, NumberOf(range.until));
  if (after == until) return PlannedRange{.rows = options_.when_empty};
  if (after < committed_ || until > end() || after > until) {
    return absl::OutOfRangeError(StrCat("these RDDs of a queue are not there: after=", after, " until=", until,
                                        " kept after=", committed_, " until=", end()));
  }
  const auto begin = uncommitted_.begin() - committed_;
  const std::vector<Rdd> rdds(begin + after, begin + until);
  if (rdds.size() == 1) return PlannedRange{.rows = rdds[0]};
  SLUICE_ASSIGN_OR_RETURN(Rdd rows, CallUserCode([&]() -> absl::StatusOr<Rdd> { return options_.unite(rdds); }));
  return PlannedRange{.rows = std::move(rows)};
}

absl::Status QueueSource::Commit(const Offset& offset) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t until, NumberOf(offset));
  for (; committed_ < until && !uncommitted_.empty(); ++committed_) uncommitted_.pop_front();
  return absl::OkStatus();
}

absl::Status QueueSource::EndAt(absl::Time) {
  Take(/*all=*/true);
  has_ended_ = true;
  return absl::OkStatus();
}

absl::Status QueueSource::Restore(std::string_view) {
  return absl::FailedPreconditionError(
      "queueStream doesn't support checkpointing. Please don't use queueStream when checkpointing is enabled.");
}

}  // namespace sluice
