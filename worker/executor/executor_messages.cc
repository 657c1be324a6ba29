#include "worker/executor/executor_messages.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/batch_key_proto.h"
#include "common/base/block_id_proto.h"
#include "common/base/block_info_proto.h"
#include "common/base/printable.h"
#include "common/base/status.h"

namespace sluice {
namespace {

v1::TaskReport::Outcome ToProto(AttemptResult::Outcome outcome) {
  switch (outcome) {
    case AttemptResult::Outcome::kSucceeded: return v1::TaskReport::SUCCEEDED;
    case AttemptResult::Outcome::kFailed: return v1::TaskReport::FAILED;
    case AttemptResult::Outcome::kInputLost: return v1::TaskReport::INPUT_LOST;
    case AttemptResult::Outcome::kCancelled: return v1::TaskReport::CANCELLED;
  }
  return v1::TaskReport::FAILED;
}

absl::Status AddBlocks(const v1::TaskInput& input, std::vector<WantedBlock>& wanted) {
  for (const v1::TaskInput::Blocks& block : input.blocks()) {
    SLUICE_ASSIGN_OR_RETURN(BlockId id, FromProto(block.id()));
    WantedBlock& added = wanted.emplace_back(WantedBlock{input.op(), input.partition(), id, {}});
    for (int32_t executor : block.executors()) added.holders.emplace_back(executor);
    if (!block.has_log()) continue;
    added.holders.push_back(kInLog);
    added.log_folder = input.log_folder();
    added.place = FromProto(block.log());
  }
  return absl::OkStatus();
}

void AddShuffle(const v1::TaskInput& input, std::vector<WantedBlock>& wanted) {
  for (int map = 0; map < input.map_executors_size(); ++map) {
    if (input.map_executors(map) < 0) continue;  // It has nothing for this partition.
    wanted.push_back({input.op(),
                      input.partition(),
                      BlockId::Shuffle(ShuffleId(input.shuffle()), map, input.partition()),
                      {ExecutorId(input.map_executors(map))}});
  }
}

bool IsOfOneLife(const v1::LaunchTask& launch) {
  const DriverLife life = TaskId(launch.task()).life();
  auto agrees = [life](int64_t shuffle) { return shuffle < 0 || ShuffleId(shuffle).life() == life; };
  auto input_agrees = [&](const v1::TaskInput& input) { return agrees(input.shuffle()); };
  return StageId(launch.stage()).life() == life && agrees(launch.shuffle()) &&
         std::all_of(launch.inputs().begin(), launch.inputs().end(), input_agrees);
}

}  // namespace

v1::BlockReport ToProto(const HeldBlock& block) {
  v1::BlockReport report;
  *report.mutable_block() = ToProto(block.id, block.info);
  report.set_received_here(block.received_here);
  report.set_only_in_log(block.only_in_log);
  report.set_interval_number(block.info.interval_number);
  return report;
}

v1::MapOutput ToProto(const HeldMapOutput& output) {
  v1::MapOutput message;
  message.set_shuffle(output.shuffle.value());
  message.set_map_partition(output.map_partition);
  message.mutable_bytes()->Add(output.reducer_bytes.begin(), output.reducer_bytes.end());
  return message;
}

HeldMapOutput FromProto(const v1::MapOutput& output) {
  return {.shuffle = ShuffleId(output.shuffle()),
          .map_partition = output.map_partition(),
          .reducer_bytes = {output.bytes().begin(), output.bytes().end()}};
}

void AddState(const StateStores::Held& state, v1::Attach& attach) {
  const size_t slash = state.folder.rfind('/');
  int partition = 0;
  const bool is_partition = slash != std::string::npos && absl::SimpleAtoi(state.folder.substr(slash + 1), &partition);
  if (!is_partition) return;
  v1::HeldState& held = *attach.add_states();
  held.set_folder(state.folder.substr(0, slash));
  held.set_partition(partition);
  held.set_version(state.version);
}

v1::TaskReport ToProto(const AttemptResult& result) {
  v1::TaskReport report;
  report.set_task(result.task.value());
  report.set_outcome(ToProto(result.outcome));
  report.set_message(ToMessageText(result.message));
  report.set_result_bytes(TotalBytes(result.value));
  report.set_updates_bytes(TotalBytes(result.accumulator_updates));
  if (result.map_output) *report.mutable_map_output() = ToProto(*result.map_output);
  for (const BlockId& id : result.lost_blocks) *report.add_lost_blocks() = ToProto(id);
  report.set_lost_from(result.lost_from.value());
  report.set_records_read(result.records_read);
  report.set_run_nanos(absl::ToInt64Nanoseconds(result.run_time));
  return report;
}

absl::StatusOr<AttemptSpec> FromProto(const v1::LaunchTask& launch) {
  if (!IsOfOneLife(launch))
    return absl::InvalidArgumentError("a task of another life of the driver than what it is to do");
  AttemptSpec spec{.task = TaskId(launch.task()),
                   .stage = StageId(launch.stage()),
                   .partition = launch.partition(),
                   .attempt = launch.attempt()};
  if (launch.has_batch()) spec.batch = FromProto(launch.batch());
  if (launch.shuffle() >= 0) spec.written_shuffle = ShuffleId(launch.shuffle());
  for (const v1::TaskInput& input : launch.inputs()) {
    if (input.shuffle() >= 0) AddShuffle(input, spec.inputs);
    SLUICE_RETURN_IF_ERROR(AddBlocks(input, spec.inputs));
  }
  for (const v1::LaunchTask::Property& property : launch.properties()) {
    spec.properties[property.key()] = property.value();
  }
  return spec;
}

}  // namespace sluice
