#ifndef SLUICE_DRIVER_APPLICATION_EXECUTOR_REPORT_H_
#define SLUICE_DRIVER_APPLICATION_EXECUTOR_REPORT_H_

#include <set>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "driver/batch/receiver_status.h"
#include "driver/block_master/block_update.h"
#include "driver/cluster/executor_table.h"
#include "driver/cluster/held_results.h"
#include "driver/job/map_output_table.h"
#include "driver/schedule/placement/state_homes.h"
#include "driver/schedule/schedule_action.h"
#include "proto/executor.pb.h"

// What executors say, in the words of the driver. INVALID_ARGUMENT: another machine sent nonsense.
namespace sluice {

// Who this driver talks to.
struct ExpectedPeer {
  ApplicationId application;
  std::string build_id;
};
// FAILED_PRECONDITION: another version or executable. NOT_FOUND: another application. Says both values and what to do.
absl::StatusOr<ExecutorInfo> ParseAttach(const v1::Attach& attach, const ExpectedPeer& expected);

MapOutputId IdOf(const v1::MapOutput& output);
std::vector<FoundState> StatesOf(const v1::Attach& attach);
absl::StatusOr<AddBlock> ParseBlock(const v1::BlockReport& report, ExecutorId holder);
absl::StatusOr<ReceiverStatus> ParseReceiver(const v1::ReceiverReport& report);
std::set<ReceiverEpoch> ReceiversWaitingIn(const v1::ExecutorMetrics& metrics);
ExecutorUse ParseUse(const v1::ExecutorMetrics& metrics);

// REQUIRES: the task has all its bytes.
absl::StatusOr<TaskOutcome> ParseTask(EndedTask task);

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_EXECUTOR_REPORT_H_
