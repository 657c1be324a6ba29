#ifndef SLUICE_DRIVER_HISTORY_HISTORY_EVENT_H_
#define SLUICE_DRIVER_HISTORY_HISTORY_EVENT_H_

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "driver/history/task_summary.h"
#include "engine/dstream/streaming_event.h"
#include "engine/lineage/job_record.h"

namespace sluice {

// What happens in an application, in the order in which its driver hears of it.

// A life of its driver begins. In an event log it comes again, the same, where a file begins: what follows it there
// goes on from before.
struct ApplicationStarted {
  ApplicationId application;
  std::string name;
  std::string user;  // Whose processes they are.
  DriverLife life;
  std::map<std::string, std::string> settings;  // As they were given, without secrets.
  absl::Time at;
};
struct ApplicationEnded {
  absl::Time at;
};

struct JobStarted {
  JobRecord job;  // It has no stages yet, unless it goes on from before.
};
// The counts of its tasks so far, however many have moved since the last one of these. When the stage began and ended
// is known of those that were left out in an event log; else the history finds it.
struct StageChanged {
  StageRecord stage;
  absl::Time at;
  std::vector<StageNumber> reads = {};  // Stages of its job; empty: as was said before.
};
struct JobEnded {
  JobId job;
  absl::Status result;
  absl::Time at;
};

struct BatchSubmitted {
  RunId run;
  BatchRecord batch;  // It waits, unless it goes on from before.
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
  ExecutorShare work = {};  // What it has done, if it goes on from before.
};
struct ExecutorGone {
  ExecutorId executor;
  std::string reason;
  absl::Time at;
  bool in_order = false;  // It had said that it leaves, or was let go.
};

// In an event log: so many batches had ended by then, in all lives.
struct BatchesCounted {
  int64_t completed = 0;
  int64_t failed = 0;
};
// In an event log: so many events are not in it, since the disk was too slow. What goes on follows as where a file
// begins.
struct EventsLeftOut {
  int64_t events = 0;
};

using HistoryEvent =
    std::variant<ApplicationStarted, ApplicationEnded, JobStarted, StageChanged, TasksSummarised, JobEnded,
                 StreamingStarted, ReceiverEvent, BatchSubmitted, BatchStarted, BatchPutBack, InputEvent, OutputEvent,
                 BatchFinished, BatchDropped, RunEnded, ExecutorAttached, ExecutorGone, BatchesCounted, EventsLeftOut>;

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_HISTORY_EVENT_H_
