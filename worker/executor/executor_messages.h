#ifndef SLUICE_WORKER_EXECUTOR_EXECUTOR_MESSAGES_H_
#define SLUICE_WORKER_EXECUTOR_EXECUTOR_MESSAGES_H_

#include "absl/status/statusor.h"
#include "proto/executor.pb.h"
#include "state/store/state_stores.h"
#include "worker/executor/block_inventory.h"
#include "worker/task/task_attempt.h"

namespace sluice {

// Between proto/executor.proto and the structs of this folder.
v1::BlockReport ToProto(const HeldBlock& block);
v1::MapOutput ToProto(const HeldMapOutput& output);
HeldMapOutput FromProto(const v1::MapOutput& output);
// `state` is that of one partition: its folder is called by the partition's number, in that of the stream.
void AddState(const StateStores::Held& state, v1::Attach& attach);
// The result's bytes go into the frame's body.
v1::TaskReport ToProto(const AttemptResult& result);

// INVALID_ARGUMENT: names a kind of block that does not exist, or a stage or shuffle of another life than the task.
absl::StatusOr<AttemptSpec> FromProto(const v1::LaunchTask& launch);

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_EXECUTOR_MESSAGES_H_
