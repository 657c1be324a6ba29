#include "driver/history/log/event_proto.h"

#include "common/base/batch_key_proto.h"
#include "common/base/status.h"
#include "driver/history/log/record_proto.h"
#include "driver/history/log/summary_proto.h"

namespace sluice {
namespace {

template <class Proto, class Event>
void SetTime(Proto& proto, const Event& e) {
  SetMicros(proto, &Proto::set_at_micros, e.at);
}
template <class Proto>
absl::Time AtOf(const Proto& proto) {
  return TimeOf(proto.has_at_micros(), proto.at_micros());
}

// Each writes its event into the message of its kind.

void Write(const ApplicationStarted& e, v1::HistoryEventProto& out) {
  v1::ApplicationStartedProto& proto = *out.mutable_application_started();
  proto.set_application(e.application.value());
  proto.set_name(e.name);
  proto.set_user(e.user);
  proto.set_life(e.life.value());
  for (const auto& [key, value] : e.settings) {
    v1::SettingProto& setting = *proto.add_settings();
    setting.set_key(key);
    setting.set_value(value);
  }
  SetTime(proto, e);
}
void Write(const ApplicationEnded& e, v1::HistoryEventProto& out) { SetTime(*out.mutable_application_ended(), e); }
void Write(const JobStarted& e, v1::HistoryEventProto& out) {
  *out.mutable_job_started()->mutable_job() = ToProto(e.job);
}
void Write(const StageChanged& e, v1::HistoryEventProto& out) {
  v1::StageChangedProto& proto = *out.mutable_stage_changed();
  *proto.mutable_stage() = ToProto(e.stage);
  SetTime(proto, e);
  for (const StageNumber read : e.reads) proto.add_reads(read.value());
}
void Write(const TasksSummarised& e, v1::HistoryEventProto& out) {
  v1::TasksSummarisedProto& proto = *out.mutable_tasks_summarised();
  proto.set_job(e.job.value());
  proto.set_stage(e.stage.value());
  *proto.mutable_tasks() = ToProto(e.tasks);
}
void Write(const JobEnded& e, v1::HistoryEventProto& out) {
  v1::JobEndedProto& proto = *out.mutable_job_ended();
  proto.set_job(e.job.value());
  if (!e.result.ok()) *proto.mutable_result() = ToProto(e.result);
  SetTime(proto, e);
}
void Write(const StreamingStarted& e, v1::HistoryEventProto& out) {
  out.mutable_streaming_started()->set_run(e.run.value());
  SetTime(*out.mutable_streaming_started(), e);
}
void Write(const ReceiverEvent& e, v1::HistoryEventProto& out) {
  v1::ReceiverEventProto& proto = *out.mutable_receiver();
  proto.set_kind(static_cast<v1::ReceiverEventProto::Kind>(e.kind));
  proto.set_run(e.run.value());
  proto.set_input(e.input.value());
  proto.set_name(e.name);
  if (e.executor.has_value()) proto.set_executor(e.executor->value());
  proto.set_executor_host(e.executor_host);
  proto.set_message(e.message);
  proto.set_error(e.error);
  SetTime(proto, e);
}
void Write(const BatchSubmitted& e, v1::HistoryEventProto& out) {
  out.mutable_batch_submitted()->set_run(e.run.value());
  *out.mutable_batch_submitted()->mutable_batch() = ToProto(e.batch);
}
void Write(const BatchStarted& e, v1::HistoryEventProto& out) {
  v1::BatchStartedProto& proto = *out.mutable_batch_started();
  *proto.mutable_batch() = ToProto(e.batch);
  proto.set_to_save(e.to_save);
  SetTime(proto, e);
}
void Write(const BatchPutBack& e, v1::HistoryEventProto& out) {
  *out.mutable_batch_put_back()->mutable_batch() = ToProto(e.batch);
}
void Write(const InputEvent& e, v1::HistoryEventProto& out) {
  v1::InputEventProto& proto = *out.mutable_input();
  *proto.mutable_batch() = ToProto(e.batch);
  proto.set_input(e.input.value());
  *proto.mutable_metadata() = {e.metadata.begin(), e.metadata.end()};
  if (e.records.has_value()) proto.set_records(*e.records);
}
void Write(const OutputEvent& e, v1::HistoryEventProto& out) {
  v1::OutputEventProto& proto = *out.mutable_output();
  *proto.mutable_batch() = ToProto(e.batch);
  proto.set_number(e.number);
  *proto.mutable_output() = ToProto(e.output);
}
void Write(const BatchFinished& e, v1::HistoryEventProto& out) {
  v1::BatchFinishedProto& proto = *out.mutable_batch_finished();
  *proto.mutable_batch() = ToProto(e.batch);
  if (!e.result.ok()) *proto.mutable_result() = ToProto(e.result);
  SetTime(proto, e);
}
void Write(const BatchDropped& e, v1::HistoryEventProto& out) {
  *out.mutable_batch_dropped()->mutable_batch() = ToProto(e.batch);
}
void Write(const RunEnded& e, v1::HistoryEventProto& out) {
  out.mutable_run_ended()->set_run(e.run.value());
  SetTime(*out.mutable_run_ended(), e);
}
void Write(const ExecutorAttached& e, v1::HistoryEventProto& out) {
  v1::ExecutorAttachedProto& proto = *out.mutable_executor_attached();
  proto.set_executor(e.executor.value());
  proto.set_worker(e.worker);
  proto.set_address(e.address);
  proto.set_slots(e.slots);
  if (e.work.tasks > 0) *proto.mutable_work() = ToProto(e.work);
  SetTime(proto, e);
}
void Write(const ExecutorGone& e, v1::HistoryEventProto& out) {
  v1::ExecutorGoneProto& proto = *out.mutable_executor_gone();
  proto.set_executor(e.executor.value());
  proto.set_reason(e.reason);
  proto.set_in_order(e.in_order);
  SetTime(proto, e);
}
void Write(const BatchesCounted& e, v1::HistoryEventProto& out) {
  out.mutable_batches_counted()->set_completed(e.completed);
  out.mutable_batches_counted()->set_failed(e.failed);
}
void Write(const EventsLeftOut& e, v1::HistoryEventProto& out) { out.mutable_events_left_out()->set_events(e.events); }

// The inverse of each.

ApplicationStarted Read(const v1::ApplicationStartedProto& proto) {
  ApplicationStarted e{.application = ApplicationId(proto.application()),
                       .name = proto.name(),
                       .user = proto.user(),
                       .life = DriverLife(proto.life()),
                       .at = AtOf(proto)};
  for (const v1::SettingProto& setting : proto.settings()) e.settings[setting.key()] = setting.value();
  return e;
}
ApplicationEnded Read(const v1::ApplicationEndedProto& proto) { return {AtOf(proto)}; }
absl::StatusOr<JobStarted> Read(const v1::JobStartedProto& proto) {
  SLUICE_ASSIGN_OR_RETURN(JobRecord job, FromProto(proto.job()));
  return JobStarted{std::move(job)};
}
StageChanged Read(const v1::StageChangedProto& proto) {
  StageChanged e{FromProto(proto.stage()), AtOf(proto)};
  for (const int32_t read : proto.reads()) e.reads.emplace_back(read);
  return e;
}
TasksSummarised Read(const v1::TasksSummarisedProto& proto) {
  return {JobId(proto.job()), StageNumber(proto.stage()), FromProto(proto.tasks())};
}
JobEnded Read(const v1::JobEndedProto& proto) { return {JobId(proto.job()), FromProto(proto.result()), AtOf(proto)}; }
StreamingStarted Read(const v1::StreamingStartedProto& proto) { return {RunId(proto.run()), AtOf(proto)}; }
absl::StatusOr<ReceiverEvent> Read(const v1::ReceiverEventProto& proto) {
  if (!v1::ReceiverEventProto::Kind_IsValid(proto.kind())) {
    return absl::InvalidArgumentError(
        StrCat("what happened to a receiver is not known to this version: kind=", static_cast<int>(proto.kind()),
               " known=0 to ", static_cast<int>(v1::ReceiverEventProto::Kind_MAX)));
  }
  ReceiverEvent e{.kind = static_cast<ReceiverEvent::Kind>(proto.kind()),
                  .run = RunId(proto.run()),
                  .input = InputId(proto.input()),
                  .name = proto.name(),
                  .executor_host = proto.executor_host(),
                  .message = proto.message(),
                  .error = proto.error(),
                  .at = AtOf(proto)};
  if (proto.has_executor()) e.executor = ExecutorId(proto.executor());
  return e;
}
absl::StatusOr<BatchSubmitted> Read(const v1::BatchSubmittedProto& proto) {
  SLUICE_ASSIGN_OR_RETURN(BatchRecord batch, FromProto(proto.batch()));
  return BatchSubmitted{RunId(proto.run()), std::move(batch)};
}
BatchStarted Read(const v1::BatchStartedProto& proto) {
  return {FromProto(proto.batch()), AtOf(proto), proto.to_save()};
}
BatchPutBack Read(const v1::BatchPutBackProto& proto) { return {FromProto(proto.batch())}; }
InputEvent Read(const v1::InputEventProto& proto) {
  InputEvent e{
      FromProto(proto.batch()), InputId(proto.input()), {proto.metadata().begin(), proto.metadata().end()}, {}};
  if (proto.has_records()) e.records = CountOf(proto.records());
  return e;
}
OutputEvent Read(const v1::OutputEventProto& proto) {
  return {FromProto(proto.batch()), proto.number(), FromProto(proto.output())};
}
BatchFinished Read(const v1::BatchFinishedProto& proto) {
  return {FromProto(proto.batch()), FromProto(proto.result()), AtOf(proto)};
}
BatchDropped Read(const v1::BatchDroppedProto& proto) { return {FromProto(proto.batch())}; }
RunEnded Read(const v1::RunEndedProto& proto) { return {RunId(proto.run()), AtOf(proto)}; }
ExecutorAttached Read(const v1::ExecutorAttachedProto& proto) {
  return {ExecutorId(proto.executor()), proto.worker(), proto.address(), proto.slots(), AtOf(proto),
          FromProto(proto.work())};
}
ExecutorGone Read(const v1::ExecutorGoneProto& proto) {
  return {ExecutorId(proto.executor()), proto.reason(), AtOf(proto), proto.in_order()};
}
BatchesCounted Read(const v1::BatchesCountedProto& proto) {
  return {CountOf(proto.completed()), CountOf(proto.failed())};
}
EventsLeftOut Read(const v1::EventsLeftOutProto& proto) { return {CountOf(proto.events())}; }

}  // namespace

v1::HistoryEventProto ToProto(const HistoryEvent& event) {
  v1::HistoryEventProto proto;
  std::visit([&proto](const auto& e) { Write(e, proto); }, event);
  return proto;
}

absl::StatusOr<HistoryEvent> FromProto(const v1::HistoryEventProto& proto) {
  using Kind = v1::HistoryEventProto;
  switch (proto.kind_case()) {
    case Kind::kApplicationStarted: return Read(proto.application_started());
    case Kind::kApplicationEnded: return Read(proto.application_ended());
    case Kind::kJobStarted: return Read(proto.job_started());
    case Kind::kStageChanged: return Read(proto.stage_changed());
    case Kind::kJobEnded: return Read(proto.job_ended());
    case Kind::kStreamingStarted: return Read(proto.streaming_started());
    case Kind::kReceiver: return Read(proto.receiver());
    case Kind::kBatchSubmitted: return Read(proto.batch_submitted());
    case Kind::kBatchStarted: return Read(proto.batch_started());
    case Kind::kBatchPutBack: return Read(proto.batch_put_back());
    case Kind::kInput: return Read(proto.input());
    case Kind::kOutput: return Read(proto.output());
    case Kind::kBatchFinished: return Read(proto.batch_finished());
    case Kind::kBatchDropped: return Read(proto.batch_dropped());
    case Kind::kRunEnded: return Read(proto.run_ended());
    case Kind::kExecutorAttached: return Read(proto.executor_attached());
    case Kind::kExecutorGone: return Read(proto.executor_gone());
    case Kind::kBatchesCounted: return Read(proto.batches_counted());
    case Kind::kEventsLeftOut: return Read(proto.events_left_out());
    case Kind::kTasksSummarised: return Read(proto.tasks_summarised());
    case Kind::KIND_NOT_SET: break;
  }
  return absl::InvalidArgumentError("an event is of a kind that this version does not know");
}

}  // namespace sluice
