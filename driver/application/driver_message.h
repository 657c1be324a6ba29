#ifndef SLUICE_DRIVER_APPLICATION_DRIVER_MESSAGE_H_
#define SLUICE_DRIVER_APPLICATION_DRIVER_MESSAGE_H_

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "common/actor/runtime.h"
#include "common/net/transport.h"
#include "driver/cluster/executor_table.h"
#include "engine/dstream/streaming_backend.h"
#include "engine/lineage/job_runner.h"

namespace sluice {

// Where a thread waits for its job. The driver writes `result`, then sets `done`.
struct JobCall {
  std::shared_ptr<Event> done;
  std::vector<Buffers> updates;  // Of accumulators, also of a job that fails.
  absl::StatusOr<std::vector<Buffers>> result = absl::UnknownError("not done");
};

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
struct ReleaseShuffle {
  ShuffleId shuffle;
};
struct ReleaseBroadcast {
  uint64_t key = 0;
};
struct StartPlan {
  StreamingPlan plan;
};
struct StopPlan {
  StopOptions options;
  std::shared_ptr<Event> done;
};
// Of the manual clock; `done` is set when every batch that is due then is done, or nothing runs.
struct AdvanceClock {
  absl::Duration by;
  std::shared_ptr<Event> done;
};
struct BatchDone {
  BatchTime batch;
  absl::Status result;
};
struct BatchSaved {
  BatchTime batch;
  absl::Status result;
};
struct Wake {
  absl::Time at;
};
using DriverMessage = std::variant<LinkOpened, LinkFrame, LinkClosed, AttachOverdue, SubmitJob, ReleaseShuffle,
                                   ReleaseBroadcast, StartPlan, StopPlan, AdvanceClock, BatchDone, BatchSaved, Wake>;

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_DRIVER_MESSAGE_H_
