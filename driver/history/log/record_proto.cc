#include "driver/history/log/record_proto.h"

#include "common/base/batch_key_proto.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

absl::Status UnknownState(const char* of, int state, int known) {
  return absl::InvalidArgumentError(
      StrCat("a ", of, " is in a state that this version does not know: state=", state, " known=0 to ", known));
}

}  // namespace

v1::ResultProto ToProto(const absl::Status& result) {
  v1::ResultProto proto;
  proto.set_code(static_cast<int>(result.code()));
  proto.set_message(std::string(result.message()));
  return proto;
}

absl::Status FromProto(const v1::ResultProto& proto) {
  return absl::Status(static_cast<absl::StatusCode>(proto.code()), proto.message());
}

v1::StageRecordProto ToProto(const StageRecord& stage) {
  v1::StageRecordProto proto;
  proto.set_job(stage.job.value());
  proto.set_number(stage.number.value());
  proto.set_attempt(stage.attempt);
  proto.set_name(stage.name);
  proto.set_tasks(stage.tasks);
  proto.set_active(stage.active);
  proto.set_completed(stage.completed);
  proto.set_failed(stage.failed);
  SetMicros(proto, &v1::StageRecordProto::set_started_micros, stage.started);
  SetMicros(proto, &v1::StageRecordProto::set_ended_micros, stage.ended);
  return proto;
}

StageRecord FromProto(const v1::StageRecordProto& proto) {
  return {.job = JobId(proto.job()),
          .number = StageNumber(proto.number()),
          .attempt = proto.attempt(),
          .name = proto.name(),
          .tasks = CountOf(proto.tasks()),
          .active = CountOf(proto.active()),
          .completed = CountOf(proto.completed()),
          .failed = CountOf(proto.failed()),
          .started = TimeOf(proto.has_started_micros(), proto.started_micros()),
          .ended = TimeOf(proto.has_ended_micros(), proto.ended_micros())};
}

v1::JobRecordProto ToProto(const JobRecord& job) {
  v1::JobRecordProto proto;
  proto.set_id(job.id.value());
  if (job.group.has_value()) proto.set_group(*job.group);
  proto.set_description(job.description);
  if (job.batch.has_value()) *proto.mutable_batch() = ToProto(*job.batch);
  if (job.output.has_value()) proto.set_output(*job.output);
  proto.set_state(static_cast<v1::JobRecordProto::State>(job.state));
  SetMicros(proto, &v1::JobRecordProto::set_started_micros, job.started);
  SetMicros(proto, &v1::JobRecordProto::set_ended_micros, job.ended);
  proto.set_error(job.error);
  for (const auto& [number, stage] : job.stages) *proto.add_stages() = ToProto(stage);
  return proto;
}

absl::StatusOr<JobRecord> FromProto(const v1::JobRecordProto& proto) {
  if (!v1::JobRecordProto::State_IsValid(proto.state())) {
    return UnknownState("job", proto.state(), v1::JobRecordProto::State_MAX);
  }
  JobRecord job{.id = JobId(proto.id()), .description = proto.description(), .error = proto.error()};
  if (proto.has_group()) job.group = proto.group();
  if (proto.has_batch()) job.batch = FromProto(proto.batch());
  if (proto.has_output()) job.output = proto.output();
  job.state = static_cast<JobRecord::State>(proto.state());
  job.started = TimeOf(proto.has_started_micros(), proto.started_micros());
  job.ended = TimeOf(proto.has_ended_micros(), proto.ended_micros());
  for (const v1::StageRecordProto& stage : proto.stages()) job.stages[StageNumber(stage.number())] = FromProto(stage);
  return job;
}

v1::OutputRecordProto ToProto(const OutputRecord& output) {
  v1::OutputRecordProto proto;
  proto.set_name(output.name);
  SetMicros(proto, &v1::OutputRecordProto::set_started_micros, output.started);
  SetMicros(proto, &v1::OutputRecordProto::set_ended_micros, output.ended);
  if (!output.result.ok()) *proto.mutable_result() = ToProto(output.result);
  return proto;
}

OutputRecord FromProto(const v1::OutputRecordProto& proto) {
  return {.name = proto.name(),
          .started = TimeOf(proto.has_started_micros(), proto.started_micros()),
          .ended = TimeOf(proto.has_ended_micros(), proto.ended_micros()),
          .result = FromProto(proto.result())};
}

v1::BatchRecordProto ToProto(const BatchRecord& batch) {
  v1::BatchRecordProto proto;
  proto.set_time(batch.time.value());
  proto.set_state(static_cast<v1::BatchRecordProto::State>(batch.state));
  proto.set_records(batch.records);
  proto.set_blocks(batch.blocks);
  for (const auto& [input, records] : batch.input_records) {
    v1::InputRecordsProto& of = *proto.add_input_records();
    of.set_input(input.value());
    of.set_records(records);
  }
  for (const auto& [input, metadata] : batch.input_metadata) {
    v1::InputMetadataProto& of = *proto.add_input_metadata();
    of.set_input(input.value());
    *of.mutable_metadata() = {metadata.begin(), metadata.end()};
  }
  for (const auto& [number, output] : batch.outputs) {
    v1::NumberedOutputProto& numbered = *proto.add_outputs();
    numbered.set_number(number);
    *numbered.mutable_output() = ToProto(output);
  }
  SetMicros(proto, &v1::BatchRecordProto::set_submitted_micros, batch.submitted);
  SetMicros(proto, &v1::BatchRecordProto::set_started_micros, batch.started);
  SetMicros(proto, &v1::BatchRecordProto::set_finished_micros, batch.finished);
  proto.set_error(batch.error);
  return proto;
}

absl::StatusOr<BatchRecord> FromProto(const v1::BatchRecordProto& proto) {
  if (!v1::BatchRecordProto::State_IsValid(proto.state())) {
    return UnknownState("batch", proto.state(), v1::BatchRecordProto::State_MAX);
  }
  BatchRecord batch{
      .time = BatchTime(proto.time()), .records = CountOf(proto.records()), .blocks = CountOf(proto.blocks())};
  batch.state = static_cast<BatchRecord::State>(proto.state());
  for (const auto& of : proto.input_records()) batch.input_records[InputId(of.input())] = CountOf(of.records());
  for (const auto& of : proto.input_metadata()) {
    batch.input_metadata[InputId(of.input())] = {of.metadata().begin(), of.metadata().end()};
  }
  for (const auto& numbered : proto.outputs()) batch.outputs[numbered.number()] = FromProto(numbered.output());
  batch.submitted = TimeOf(proto.has_submitted_micros(), proto.submitted_micros());
  batch.started = TimeOf(proto.has_started_micros(), proto.started_micros());
  batch.finished = TimeOf(proto.has_finished_micros(), proto.finished_micros());
  batch.error = proto.error();
  return batch;
}

}  // namespace sluice
