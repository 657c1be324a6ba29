#ifndef SLUICE_DRIVER_HISTORY_HISTORY_RECORD_H_
#define SLUICE_DRIVER_HISTORY_HISTORY_RECORD_H_

#include <cstdint>
#include <map>
#include <string>

#include "driver/history/history_event.h"

namespace sluice {

struct KnownJob : JobRecord {
  std::map<StageNumber, TaskSummary> tasks;  // A stage is in it once it has ended.
  // Of a stage, others of the job. It is in it if there are any: shuffles that were there already have none.
  std::map<StageNumber, std::vector<StageNumber>> reads;
};

// What is known of a run besides its batches.
struct RunRecord {
  absl::Time started = absl::InfiniteFuture();
  absl::Time ended = absl::InfiniteFuture();
  std::map<InputId, ReceiverEvent> receivers;  // What each was last heard of.
};

struct ExecutorRecord {
  ExecutorAttached attached;
  absl::Time gone = absl::InfiniteFuture();
  std::string reason;  // Once it is gone.
  bool in_order = false;
  ExecutorShare work = {};  // Its tasks of stages that have ended.

  bool is_lost() const { return gone != absl::InfiniteFuture() && !in_order; }
};

// About what a record takes in memory: itself and what it points to.
int64_t BytesOf(const JobRecord& job);
int64_t BytesOf(const KnownJob& job);
int64_t BytesOf(const BatchRecord& batch);
int64_t BytesOf(const RunRecord& run);
int64_t BytesOf(const ExecutorRecord& executor);

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_HISTORY_RECORD_H_
