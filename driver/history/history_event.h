#ifndef SLUICE_DRIVER_HISTORY_HISTORY_EVENT_H_
#define SLUICE_DRIVER_HISTORY_HISTORY_EVENT_H_

#include <string>
#include <variant>

#include "absl/status/status.h"
#include "driver/history/task_summary.h"
#include "engine/dstream/streaming_event.h"
#include "engine/lineage/job_record.h"

namespace sluice {

// What happens in an application, in the order in which its driver hears of it.

struct JobStarted {
  JobRecord job;  // It has no stages.
};
// The counts of its tasks so far, however many have moved since the last one of these. Without points in time.
struct StageChanged {
  StageRecord stage;
  absl::Time at;
};
struct JobEnded {
  JobId job;
  absl::Status result;
  absl::Time at;
};

struct BatchSubmitted {
  RunId run;
  BatchRecord batch;
};
struct BatchStarted {
  BatchKey batch;
  absl::Time at;
  bool to_save = false;  // What was received for it is kept for a later run, it does not run in this one.
};
// It was cancelled, and waits again.
struct BatchPutBack {
  BatchKey batch;
};
struct BatchFinished {
  BatchKey batch;
  absl::Status result;
  absl::Time at;
};
// It does not run in this run.
struct BatchDropped {
  BatchKey batch;
};
struct RunEnded {
  RunId run;
  absl::Time at;
};

struct ExecutorAttached {
  ExecutorId executor;
  std::string worker;
  std::string address;  // Where its peers reach its blocks.
  int slots = 0;
  absl::Time at;
};
struct ExecutorGone {
  ExecutorId executor;
  std::string reason;
  absl::Time at;
  bool in_order = false;  // It had said that it leaves, or was let go.
};

using HistoryEvent = std::variant<JobStarted, StageChanged, TasksSummarised, JobEnded, StreamingStarted, ReceiverEvent,
                                  BatchSubmitted, BatchStarted, BatchPutBack, InputEvent, OutputEvent, BatchFinished,
                                  BatchDropped, RunEnded, ExecutorAttached, ExecutorGone>;

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_HISTORY_EVENT_H_
