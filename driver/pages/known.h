#ifndef SLUICE_DRIVER_PAGES_KNOWN_H_
#define SLUICE_DRIVER_PAGES_KNOWN_H_

#include <algorithm>
#include <optional>
#include <vector>

#include "driver/pages/application_view.h"

namespace sluice {

// What pages look for in a history.

// Those that have ended in the order of their ends, then those that go on.
template <class Key, class Record>
std::vector<const Record*> AllOf(const BoundedRecords<Key, Record>& records) {
  std::vector<const Record*> all;
  for (const auto& ended : records.ended()) all.push_back(&ended.record);
  for (const auto& [key, record] : records.open()) all.push_back(&record);
  return all;
}

struct KnownBatch {
  RunId run;
  const BatchRecord* record = nullptr;
};
// By their times, the newest first.
std::vector<KnownBatch> NewestBatches(const History& history);
// Of any run; the newest run's if several have it.
std::optional<KnownBatch> FindBatch(const History& history, int64_t time);

// By their numbers, the newest first.
std::vector<const KnownJob*> NewestJobs(const History& history);
// Those that a batch has run, oldest first.
std::vector<const KnownJob*> JobsOf(const History& history, const BatchKey& batch);
struct KnownStage {
  const KnownJob* job = nullptr;
  const StageRecord* record = nullptr;
  const TaskSummary* tasks = nullptr;  // Null: it has not ended.
};
std::vector<KnownStage> StagesOf(const KnownJob& job);

// Of the run that has been active for longest, as far as it is known; else what lies between its batches. Zero: there
// are no streams.
absl::Duration BatchInterval(const ApplicationView& view);

// The history of receivers that belong to a run that goes on, or else to the last one.
const RunRecord* NewestRun(const History& history);

inline bool HasCome(absl::Time time) { return time != absl::InfiniteFuture() && time != absl::InfinitePast(); }

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_KNOWN_H_
