#ifndef SLUICE_DRIVER_APPLICATION_DRIVER_MESSAGE_H_
#define SLUICE_DRIVER_APPLICATION_DRIVER_MESSAGE_H_

#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "common/actor/runtime.h"
#include "common/net/transport.h"
#include "driver/application/job_calls.h"
#include "driver/block_master/block_log.h"
#include "driver/cluster/executor_table.h"
#include "driver/history/history.h"
#include "engine/dstream/streaming_backend.h"
#include "engine/lineage/job_canceller.h"
#include "engine/lineage/job_runner.h"

namespace sluice {

// All that can happen to an application driver.
struct LinkOpened {
  LinkId id;
  std::string peer;
  std::shared_ptr<Link> link;
};
struct LinkFrame {
  LinkId id;
  Frame frame;
};
struct LinkClosed {
  LinkId id;
  absl::Status reason;
};
struct AttachOverdue {
  LinkId id;
};
struct SubmitJob {
  JobSpec spec;
  std::shared_ptr<JobCall> call;
  std::string pool = {};
};
struct FailJobs {
  JobCanceller::Verdict verdict;
};
struct ReleaseShuffle {
  ShuffleId shuffle;
};
struct ReleaseBroadcast {
  VariableKey key;
};
struct StartRun {
  RunId run;
  StreamingPlan plan;
  RunLog log;
};
// `done` is set when the run has ended.
struct StopRun {
  RunId run;
  bool graceful = false;
  std::shared_ptr<Event> done;
};
// At once, unless the application is being ended; `done` is set when no run is left and the status says so.
struct EndRuns {
  std::shared_ptr<Event> done;
};
// Nothing of it is kept for later.
struct FailRun {
  RunId run;
  absl::Status why;
};
// `done` is set when no run is left and the executors are let go.
struct EndApplication {
  bool graceful = false;
  std::shared_ptr<Event> done;
};
// What a graceful stop has not done by then is given up.
struct EndWithin {
  absl::Duration grace;
};
// Of the manual clock; `done` is set when every batch of the run that is due then is done.
struct AdvanceClock {
  RunId run;
  absl::Duration by;
  std::shared_ptr<Event> done;
};
// By the program, of a batch that runs.
struct ToldByProgram {
  ProgramEvent event;
};
// `done`, if there is one, is set when `read`, which must be quick, has returned.
struct ReadHistory {
  std::function<void(const History&)> read;
  std::shared_ptr<Event> done;
};
struct BatchDone {
  BatchKey batch;
  absl::Status result;
};
struct Wake {
  absl::Time at;
};
using DriverMessage =
    std::variant<LinkOpened, LinkFrame, LinkClosed, AttachOverdue, SubmitJob, FailJobs, ReleaseShuffle,
                 ReleaseBroadcast, StartRun, StopRun, FailRun, EndRuns, EndApplication, EndWithin, AdvanceClock,
                 ToldByProgram, ReadHistory, BatchDone, Wake>;

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_DRIVER_MESSAGE_H_
