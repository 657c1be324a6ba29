#include "driver/application/work_orders.h"

#include <algorithm>
#include <memory>
#include <string>

#include "common/base/batch_key_proto.h"
#include "common/base/block_id_proto.h"
#include "common/base/pieces.h"
#include "common/settings/task_properties.h"
#include "engine/variables/broadcast_value.h"

namespace sluice {
namespace {

void AddProperty(const std::string& key, const std::string& value, v1::LaunchTask& task) {
  v1::LaunchTask::Property& property = *task.add_properties();
  property.set_key(key);
  property.set_value(value);
}

}  // namespace

void Add(const LaunchReceiver& order, v1::Work& work) {
  v1::StartReceiver& start = *work.add_start_receivers();
  start.set_stream(order.receiver.stream.value());
  start.set_epoch(order.receiver.epoch.value());
  start.set_input(order.input.id.value());
  start.mutable_factory()->set_factory(order.input.receiver.factory);
  start.mutable_factory()->set_arguments(order.input.receiver.arguments);
  start.mutable_factory()->set_name(order.input.receiver.name);
  start.set_replication(order.input.replication);
  start.set_block_interval_millis(absl::ToInt64Milliseconds(order.input.block_interval));
  start.set_records_per_second(order.records_per_second);
  start.set_log_folder(order.log.folder);
  start.set_log_door(order.log.door);
  for (const auto& [part, until] : order.positions) (*start.mutable_positions())[part] = until;
}

void Add(const StopReceiver& order, v1::Work& work) {
  v1::StopReceiver& stop = *work.add_stop_receivers();
  stop.set_stream(order.receiver.stream.value());
  stop.set_epoch(order.receiver.epoch.value());
}

void Add(const SetReceiverRate& order, v1::Work& work) {
  v1::SetReceiverRate& rate = *work.add_receiver_rates();
  rate.set_stream(order.receiver.stream.value());
  rate.set_epoch(order.receiver.epoch.value());
  rate.set_records_per_second(order.records_per_second);
}

void Add(const SendCut& order, v1::Work& work) {
  v1::CutBlocks& cut = *work.add_cuts();
  cut.set_stream(order.receiver.stream.value());
  cut.set_epoch(order.receiver.epoch.value());
  *cut.mutable_batch() = ToProto(order.batch);
}

void Add(const CancelTask& order, v1::Work& work) { work.add_cancel_tasks(order.task.value()); }

void Add(const CopyBlock& order, v1::Work& work) { *work.add_copy_blocks() = ToProto(order.block); }

void Add(const TakeOutput& order, v1::Work& work) {
  v1::TakeOutput& take = *work.add_take_outputs();
  take.mutable_output()->set_shuffle(order.output.shuffle.value());
  take.mutable_output()->set_map_partition(order.output.map);
  take.mutable_output()->mutable_bytes()->Assign(order.bytes.begin(), order.bytes.end());
  take.set_from(order.from.value());
}

v1::LaunchTask& Add(const LaunchTask& order, v1::Work& work) {
  v1::LaunchTask& task = *work.add_tasks();
  task.set_task(order.task.value());
  task.set_stage(order.program.value());
  task.set_partition(order.partition);
  task.set_attempt(order.attempt);
  if (order.batch.has_value()) *task.mutable_batch() = ToProto(*order.batch);
  task.set_shuffle(order.stage->writes == nullptr ? -1 : order.stage->writes->id.value());
  for (const auto& [key, value] : *order.properties) AddProperty(key, value, task);
  AddProperty(settings::kStageProperty, std::to_string(order.stage_number.value()), task);
  AddProperty(settings::kAttemptProperty, std::to_string(order.task.value()), task);
  return task;
}

std::pair<v1::BroadcastPiece, Buffer> AnswerTo(const v1::BroadcastWanted& wanted) {
  v1::BroadcastPiece piece;
  piece.set_key(wanted.key());
  piece.set_offset(wanted.offset());
  const std::shared_ptr<BroadcastValue> value = BroadcastValue::Find(VariableKey(wanted.key()));
  const Buffer encoded = value != nullptr ? value->encoded() : Buffer();
  const size_t from = std::min<uint64_t>(std::max<int64_t>(wanted.offset(), 0), encoded.size());
  Buffer bytes = encoded.Slice(from, kPieceBytes);
  piece.set_bytes(static_cast<int64_t>(bytes.size()));
  if (value == nullptr) piece.set_gone("it was destroyed");
  return {std::move(piece), std::move(bytes)};
}

}  // namespace sluice
