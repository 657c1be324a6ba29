#include "driver/application/driver_actor.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/address.h"
#include "common/base/batch_key_proto.h"
#include "common/base/block_id_proto.h"
#include "common/base/overloaded.h"
#include "common/base/status.h"
#include "common/base/user_code.h"
#include "common/clock/earliest.h"
#include "common/observe/logging.h"
#include "common/settings/exclusion.h"
#include "driver/application/describe_application.h"
#include "driver/application/log_receiver.h"
#include "driver/application/lost_block.h"
#include "driver/application/work_orders.h"
#include "driver/run/stream/streaming_run.h"
#include "driver/schedule/task_inputs.h"
#include "driver/schedule/verdicts.h"

namespace sluice {
namespace {

SchedulerOptions OfLife(SchedulerOptions options, DriverLife life, const UnusedNumbers& unused) {
  options.life = life;
  options.first_job = unused.job;
  options.first_stage = unused.stage;
  return options;
}

// The program tells the calendar's times, those of its batch are so much ahead of it.
OutputEvent Later(OutputEvent event, absl::Duration lead) {
  event.output.started += lead;
  event.output.ended += lead;
  return event;
}
InputEvent Later(InputEvent event, absl::Duration) { return event; }

}  // namespace

DriverActor::DriverActor(DriverIdentity identity, const DriverSettings& settings, DriverOutside outside,
                         BegunHistory begun)
    : identity_(std::move(identity)),
      settings_(settings),
      outside_(std::move(outside)),
      history_(std::move(begun.history)),
      roster_({.life = identity_.life, .heartbeat = settings.heartbeat, .lease = settings.lease}, outside_.pulse),
      reports_(blocks_, identity_.life, settings.grace),
      scheduler_(OfLife(settings.scheduler, identity_.life, history_.application().unused), blocks_.table()),
      placement_(identity_.life),
      departures_(blocks_.table(), placement_, scheduler_) {
  Change(BeginLife{identity_.life});
  for (HistoryReader* reader : outside_.readers) history_.AddReader(*reader);
  history_.Add(begun.started);
}

void DriverActor::Receive(DriverMessage message) {
  status_changed_ |= !std::holds_alternative<Wake>(message);
  std::visit(
      Overloaded{
          [&](LinkOpened& m) {
            roster_.Open(m.id, std::move(m.link));
            outside_.post_after(settings_.attach_wait, AttachOverdue{m.id});
          },
          [&](AttachOverdue& m) {
            if (roster_.ExecutorOf(m.id).has_value()) return;
            CloseLink(m.id, absl::DeadlineExceededError(
                                StrCat("no Attach within ", absl::FormatDuration(settings_.attach_wait))));
          },
          [&](LinkFrame& m) { HandleLinkFrame(m); },
          [&](LinkClosed& m) { CloseLink(m.id, m.reason.ok() ? absl::UnavailableError("it has left") : m.reason); },
          [&](SubmitJob& m) { HandleSubmitJob(m); },
          [&](const FailJobs& m) { scheduler_.FailJobs(m.verdict); },
          [&](ReleaseShuffle& m) {
            scheduler_.FreeShuffle(m.shuffle);
            // To all, not only to known holders: attempts that were given up leave outputs behind as well.
            roster_.ForEachWork([&](v1::Work& work) { work.add_free_shuffles(m.shuffle.value()); });
          },
          [&](ReleaseBroadcast& m) {
            roster_.ForEachWork([&](v1::Work& work) { work.add_free_broadcasts(m.key.value()); });
          },
          [&](StartRun& m) { HandleStartRun(m); },
          [&](StopRun& m) { runs_.Stop(m.run, m.graceful, outside_.clock.Now(), std::move(m.done)); },
          [&](FailRun& m) { runs_.Fail(m.run, m.why); },
          [&](EndRuns& m) {
            if (end_.BeginWithRuns(std::move(m.done))) runs_.StopAll(/*graceful=*/false, outside_.clock.Now());
          },
          [&](EndApplication& m) {
            end_.Begin(std::move(m.done));
            runs_.StopAll(m.graceful, outside_.clock.Now());
          },
          [&](EndWithin& m) { runs_.EndBy(outside_.clock.Now() + m.grace); },
          [&](AdvanceClock& m) { runs_.Advance(m.run, m.by, std::move(m.done)); },
          [&](ToldByProgram& m) {
            std::visit(Overloaded{
                           [&](ShownRows& e) { history_.Show(std::move(e)); },
                           [&](auto& e) { history_.Add(Later(std::move(e), runs_.LeadOf(e.batch.run))); },
                       },
                       m.event);
          },
          [&](ReadHistory& m) {
            m.read(history_);
            if (m.done != nullptr) m.done->Set();
          },
          [&](BatchDone& m) { runs_.OnBatchDone(m.batch, m.result, outside_.clock.Now()); },
          [&](Wake& m) { HandleWake(m); },
      },
      message);
  Settle();
}

void DriverActor::HandleSubmitJob(SubmitJob& m) {
  const std::optional<BatchKey>& batch = m.spec.batch;
  const BatchRun* run = batch.has_value() ? runs_.Find(batch->run) : nullptr;
  const bool is_refused = end_.takes_no_executors() || (run != nullptr && !run->TakesJobsOf(batch->time));
  if (is_refused) return JobCalls::Answer(*m.call, absl::CancelledError("the job was not run: the application stops"));
  JobRecord job = DescribeJob(m.spec, outside_.clock.CalendarNow());
  job.id = scheduler_.Submit(std::move(m.spec), m.pool);
  calls_.Add(job.id, std::move(m.call));
  history_.Add(JobStarted{std::move(job)});
}

void DriverActor::HandleStartRun(StartRun& m) {
  if (end_.takes_no_runs()) return outside_.watch.OnEnded(m.run);
  const StreamingOptions options{.manual_clock = settings_.manual_clock,
                                 .expected_executors = identity_.expected_executors,
                                 .graceful_stop_timeout = settings_.graceful_stop_timeout,
                                 .rates = settings_.rates};
  const absl::Time now = outside_.clock.Now();
  auto plan = std::make_shared<const StreamingPlan>(std::move(m.plan));
  auto run = std::make_unique<StreamingRun>(m.run, plan, options, std::move(m.log), blocks_, placement_, history_, now);
  run->OnExecutorCount(static_cast<int>(roster_.attached().size()), now);
  runs_.Add(m.run, std::move(run));
  history_.Add(StreamingStarted{m.run, outside_.clock.CalendarNow()});
  GoOnFrom(*plan);
}

// What executors hold of former lives is the run's, if it has its streams or goes on from its states.
void DriverActor::GoOnFrom(const StreamingPlan& plan) {
  reports_.OnRunBegun(outside_.clock.Now());
  if (go_on_.has_value()) return;
  v1::GoOn& go_on = go_on_.emplace();
  if (plan.goes_on && plan.last_finished.has_value()) {
    go_on.set_checkpoint_folder(plan.checkpoint_folder);
    go_on.set_last_finished(plan.last_finished->value());
  }
  roster_.ForEachWork([&](v1::Work& work) { *work.mutable_go_on() = go_on; });
}

void DriverActor::HandleWake(Wake& m) {
  if (m.at == armed_for_) armed_for_ = absl::InfiniteFuture();
  for (const auto& broken : roster_.Check(outside_.clock.Now())) CloseLink(broken.link, broken.reason);
}

void DriverActor::HandleLinkFrame(LinkFrame& m) {
  if (!roster_.IsOpen(m.id)) return;  // Was closed here; what was on its way is nobody's.
  v1::ToDriver message;
  absl::Status handled = absl::InvalidArgumentError("not a message of an executor");
  if (message.ParseFromString(m.frame.head)) {
    const bool is_stale = message.has_report() && DriverLife(message.life()) != identity_.life;
    if (is_stale) return LogWarning("executors", "a report is meant for another life of the driver: ", message.life());
    std::optional<ExecutorId> executor = roster_.Heard(m.id, outside_.clock.Now());
    handled = executor.has_value() ? OnReport(*executor, message.report(), std::move(m.frame.body))
                                   : OnFirstFrame(m.id, message);
  }
  if (!handled.ok()) CloseLink(m.id, handled);
}

absl::Status DriverActor::OnFirstFrame(LinkId link, const v1::ToDriver& message) {
  if (!message.has_attach()) return absl::InvalidArgumentError("the first message of an executor must be Attach");
  SLUICE_ASSIGN_OR_RETURN(ExecutorInfo info, ParseAttach(message.attach(), identity_.peer));
  if (end_.takes_no_executors()) {
    return absl::FailedPreconditionError(StrCat("application ", identity_.peer.application, " has ended"));
  }
  if (DriverLife(message.life()) > identity_.life) {  // It will find that one, or a later one.
    return absl::AbortedError(StrCat("executor ", info.id, " belongs to a later life of the driver: executor=",
                                     message.life(), " driver=", identity_.life));
  }
  if (const ExecutorTable::Executor* former = roster_.Find(info.id)) {
    CloseLink(former->link, absl::UnavailableError("it attached again"));
  }
  roster_.Attach(link, info, outside_.clock.Now());
  scheduler_.AddExecutor(info.id, info.slots, info.worker, StatesOf(message.attach()));
  const absl::StatusOr<Address> address = ParseAddress(info.block_address);
  placement_.AddExecutor(info.id, info.worker, address.ok() ? address->host : "");
  departures_.AddExecutor(info.id);
  history_.Add(ExecutorAttached{info.id, info.worker, info.block_address, info.slots, outside_.clock.CalendarNow()});
  LogInfo("executors", "executor ", info.id.value(), " of worker ", info.worker, " attached: slots=", info.slots,
          " blocks at ", info.block_address);
  OnMembershipChanged();
  if (go_on_.has_value()) *roster_.WorkFor(info.id)->mutable_go_on() = *go_on_;
  SLUICE_RETURN_IF_ERROR(AddWhatItHolds(info.id, message.attach()));
  if (message.attach().leaving()) OnLeaving(info.id);
  return absl::OkStatus();
}

void DriverActor::OnLeaving(ExecutorId executor) {
  if (!roster_.Leave(executor)) return;
  LogInfo("executors", "executor ", executor.value(), " leaves");
  placement_.LeaveExecutor(executor);
  scheduler_.LeaveExecutor(executor, outside_.clock.Now());
  departures_.LeaveExecutor(executor);
  OnMembershipChanged();
}

absl::Status DriverActor::AddWhatItHolds(ExecutorId executor, const v1::Attach& attach) {
  for (const v1::BlockReport& block : attach.blocks()) {
    SLUICE_ASSIGN_OR_RETURN(const AddBlock add, ParseBlock(block, executor));
    SLUICE_RETURN_IF_ERROR(reports_.Add(executor, add));
  }
  for (const v1::ReceiverReport& receiver : attach.receivers()) {
    const ReceiverEpoch running{StreamId(receiver.stream()), Epoch(receiver.epoch())};
    if (receiver.state() == v1::ReceiverReport::STOPPED) continue;
    placement_.OnFoundRunning(executor, running);
    Change(BeginReceiver{running.stream, running.epoch});
    SLUICE_RETURN_IF_ERROR(OnReceiver(executor, receiver));
  }
  AddOutputs(executor, attach.map_outputs());
  for (int64_t stage : attach.stages()) {
    roster_.FoundProgram(executor, stage);
    if (!scheduler_.programs().Has(StageId(stage))) roster_.FreeProgram(stage);
  }
  return absl::OkStatus();
}

void DriverActor::AddOutputs(ExecutorId executor, const google::protobuf::RepeatedPtrField<v1::MapOutput>& outputs) {
  std::set<ShuffleId> unwanted;
  for (const v1::MapOutput& output : outputs) {
    const ShuffleId shuffle(output.shuffle());
    if (!IsOfThisLife(shuffle)) continue;
    const std::vector<int64_t> bytes(output.bytes().begin(), output.bytes().end());
    if (!scheduler_.AddMapOutput(executor, shuffle, output.map_partition(), bytes)) unwanted.insert(shuffle);
  }
  for (ShuffleId shuffle : unwanted) roster_.WorkFor(executor)->add_free_shuffles(shuffle.value());
}

absl::Status DriverActor::OnReport(ExecutorId executor, const v1::Report& report, Buffers body) {
  if (report.leaving()) OnLeaving(executor);
  for (const v1::BlockReport& block : report.blocks()) {
    SLUICE_ASSIGN_OR_RETURN(const AddBlock add, ParseBlock(block, executor));
    SLUICE_RETURN_IF_ERROR(reports_.Add(executor, add));
  }
  for (const v1::CutDone& cut : report.cuts()) {
    placement_.OnCutDone({StreamId(cut.stream()), Epoch(cut.epoch())}, FromProto(cut.batch()));
  }
  SLUICE_ASSIGN_OR_RETURN(std::vector<EndedTask> ended, roster_.OnReport(executor, report, std::move(body)));
  for (EndedTask& task : ended) {
    SLUICE_ASSIGN_OR_RETURN(TaskOutcome outcome, ParseTask(std::move(task)));
    scheduler_.OnTaskOutcome(executor, std::move(outcome), outside_.clock.Now());
  }
  for (const v1::ReceiverReport& receiver : report.receivers()) SLUICE_RETURN_IF_ERROR(OnReceiver(executor, receiver));
  AddOutputs(executor, report.taken_outputs());
  for (const v1::MapOutput& output : report.refused_outputs()) departures_.OnRefused(IdOf(output), executor);
  for (const v1::BroadcastWanted& wanted : report.broadcasts()) {
    if (IsOfThisLife(VariableKey(wanted.key()))) roster_.AddBroadcast(executor, AnswerTo(wanted));
  }
  if (report.has_metrics()) roster_.SetUse(executor, ParseUse(report.metrics()));
  if (report.has_metrics()) placement_.SetWaiting(executor, ReceiversWaitingIn(report.metrics()));
  return absl::OkStatus();
}

absl::Status DriverActor::OnReceiver(ExecutorId executor, const v1::ReceiverReport& report) {
  SLUICE_ASSIGN_OR_RETURN(ReceiverStatus status, ParseReceiver(report));
  std::optional<ReceiverStatus> before = placement_.OnReport(executor, status, outside_.clock.CalendarNow());
  if (before.has_value()) LogReceiver(executor, *before, status);
  return absl::OkStatus();
}

void DriverActor::CloseLink(LinkId link, const absl::Status& reason) {
  const std::optional<ExecutorId> executor = roster_.ExecutorOf(link);
  const bool was_leaving = executor.has_value() && roster_.Find(*executor)->leaving;
  roster_.Close(link, reason);
  if (!executor.has_value()) return;
  if (absl::IsAborted(reason)) BeReplaced(reason);
  if (was_leaving) {
    LogInfo("executors", "executor ", executor->value(), " has left");
  } else {
    LogWarning("executors", "lost executor ", executor->value(), ": ", reason.ToString());
  }
  history_.Add(ExecutorGone{*executor, std::string(reason.message()), outside_.clock.CalendarNow(), was_leaving});
  Change(DropHolder{*executor});
  reports_.LoseExecutor(*executor);
  placement_.LoseExecutor(*executor);
  scheduler_.LoseExecutor(*executor, outside_.clock.Now());
  departures_.LoseExecutor(*executor);
  OnMembershipChanged();
}

// Executors of another life take what they hold along: batches would end without it.
void DriverActor::BeReplaced(const absl::Status& reason) {
  const auto why = absl::FailedPreconditionError(StrCat("another driver has taken over: ", reason.message()));
  runs_.FailAll(why);
  scheduler_.FailJobs(AllFail(why));
}

void DriverActor::OnMembershipChanged() {
  outside_.set_slots(roster_.TotalSlots());
  runs_.OnExecutorCount(static_cast<int>(roster_.attached().size()), outside_.clock.Now());
}

// Runs first: what they begin and end decides what the scheduler has to do. Then one frame for each executor with all
// that was ordered, and last those are woken who wait for what is done by now.
void DriverActor::Settle() {
  const absl::Time now = outside_.clock.Now();
  if (auto warning = runs_.ObserveClock(outside_.clock.ahead())) LogWarning("batches", *warning);
  for (RunTable::Order& order : runs_.Step(now)) Perform(order.run, order.action);
  for (const StopReceiver& stray : placement_.TakeStrays()) Order(stray);
  for (const BlockReports::Unwanted& block : reports_.TakeUnwanted(now)) {
    if (v1::Work* work = roster_.WorkFor(block.from)) *work->add_free_blocks() = ToProto(block.block);
  }
  if (runs_.empty()) end_.OnNoRunLeft();
  if (end_.TakeExecutorsGo()) LetExecutorsGo();
  if (end_.no_run_is_left() && end_.somebody_waits_for_runs()) PublishSoon();
  for (DepartureAction& action : departures_.Step(now)) Perform(action);
  for (ScheduleAction& action : scheduler_.Schedule(now)) Perform(action);
  for (StageId stage : scheduler_.TakeForgottenStages()) roster_.FreeProgram(stage.value());
  for (ExecutorRoster::Broken& broken : roster_.Flush()) {
    outside_.post(LinkClosed{broken.link, std::move(broken.reason)});
  }
  runs_.ForEach([this](RunId id, const BatchRun& run) { outside_.watch.OnDrained(id, run.IsDrained()); });
  PublishStatus(now);
  ArmTimer(now);
  runs_.WakeCaughtUp();
  end_.WakeWaiters();
}

void DriverActor::Perform(RunId run, RunAction& action) {
  std::visit(Overloaded{
                 [&](CallForBatch& a) { Call(run, a); },
                 [&](const BatchEnded& a) { OnBatchEnded(run, a); },
                 [&](const SavingFailed& a) {
                   LogError("batches", "what was received for batch ", a.batch.value(),
                            " ms cannot be saved for a later run: ", a.error.ToString());
                 },
                 [&](const CancelJobs&) {
                   scheduler_.FailJobs(
                       ThoseOfRunFail(run, absl::CancelledError("the job was cancelled: its streams are stopped")));
                 },
                 [&](const FreeBlock& a) {
                   if (v1::Work* work = roster_.WorkFor(a.holder)) *work->add_free_blocks() = ToProto(a.block);
                 },
                 [&](const WarnOfTimes& a) { LogWarning("batches", a.text); },
                 [&](const RunFailed& a) {
                   LogError("batches", "the streams are stopped: ", a.error.ToString());
                   outside_.watch.OnFailed(run, a.error);
                 },
                 [&](const EndOfRun& a) {
                   if (!a.how.ok()) LogError("batches", a.how.message());
                   if (a.records_for_later > 0) {
                     LogInfo("batches", "the log of received blocks has for a later life of the application: records=",
                             a.records_for_later);
                   }
                   history_.Add(RunEnded{run, outside_.clock.CalendarNow()});
                   outside_.watch.OnEnded(run, a.how);
                   runs_.Remove(run);
                   reports_.OnRunEnded();
                   outside_.end_batches(run);
                   PublishSoon();
                 },
                 [&](const LaunchReceiver& a) {
                   Change(BeginReceiver{a.receiver.stream, a.receiver.epoch});
                   Order(a);
                   LogInfo("receivers", "receiver ", a.receiver.stream, " starts on executor ", a.executor.value(),
                           ": epoch=", ToString(a.receiver.epoch));
                 },
                 [&](const auto& order) { Order(order); },
             },
             action);
}

template <class O>
void DriverActor::Order(const O& order) {
  if (v1::Work* work = roster_.WorkFor(order.executor)) Add(order, *work);
}

void DriverActor::Call(RunId run, CallForBatch& call) {
  auto work = [key = BatchKey{run, call.batch}, call = std::move(call.call), post = outside_.post]() mutable {
    absl::Status result = CallUserCode(call);
    call = nullptr;  // Who hears of the end finds nothing in use that it held.
    post(BatchDone{key, std::move(result)});
  };
  outside_.post_batch(run, call.lane, std::move(work));
}

void DriverActor::OnBatchEnded(RunId run, const BatchEnded& ended) {
  const BatchRecord& batch = ended.record;
  LogInfo("batches", absl::StrFormat("Total delay: %.3f s for time %d ms (execution: %.3f s)",
                                     absl::ToDoubleSeconds(batch.total_delay()), batch.time.value(),
                                     absl::ToDoubleSeconds(batch.processing_time())));
  if (ended.error.ok()) return;
  LogError("batches", "batch ", batch.time.value(), " ms failed: ", ended.error.ToString());
  outside_.watch.OnFailed(run, ended.error);
}

void DriverActor::Perform(DepartureAction& action) {
  if (const auto* copy = std::get_if<CopyBlock>(&action)) return Order(*copy);
  if (const auto* take = std::get_if<TakeOutput>(&action)) return Order(*take);
  const ExecutorId let_go = std::get<LetGo>(action).executor;
  roster_.Dismiss(let_go, "nobody needs anything of it any more");
  CloseLink(roster_.Find(let_go)->link, absl::OkStatus());
}

void DriverActor::Perform(ScheduleAction& action) {
  std::visit(Overloaded{
                 [&](StageMoved& a) {
                   history_.Add(StageChanged{std::move(a.record), outside_.clock.CalendarNow(), std::move(a.reads)});
                 },
                 [&](TasksSummarised& a) { history_.Add(std::move(a)); },
                 [&](const LaunchTask& a) { Launch(a); },
                 [&](const CancelTask& a) { Order(a); },
                 [&](CountUpdates& a) { calls_.Count(a.job, std::move(a.accumulator_updates)); },
                 [&](FinishJob& a) { EndJob(a.job, std::move(a.results)); },
                 [&](FailJob& a) { EndJob(a.job, std::move(a.error)); },
                 [&](const DistrustCopy& a) {
                   absl::Status dropped = blocks_.Apply(DropCopy{a.block, a.holder});
                   const bool is_done = dropped.ok() || absl::IsNotFound(dropped);  // It is no holder any more.
                   if (!is_done) LogError("blocks", dropped.ToString());
                 },
                 [&](const ExcludeExecutor& a) {
                   LogWarning("scheduler", "executor ", a.executor.value(), " gets no more tasks for ",
                              absl::FormatDuration(settings_.scheduler.exclusion.timeout), " (",
                              settings::kExcludeTimeout.key, "): too many of them have failed there");
                 },
             },
             action);
}

// Who waits for it finds it ended.
void DriverActor::EndJob(JobId job, absl::StatusOr<std::vector<Buffers>> result) {
  history_.Add(JobEnded{job, result.status(), outside_.clock.CalendarNow()});
  calls_.End(job, std::move(result));
}

void DriverActor::Launch(const LaunchTask& launch) {
  roster_.AddProgram(launch.executor, scheduler_.programs().Get(launch.program));
  v1::LaunchTask& task = Add(launch, *roster_.WorkFor(launch.executor));
  const BlockTable& blocks = blocks_.table();
  for (const BlockId& id :
       AddInputs(*launch.stage, launch.partition, launch.executor, blocks, scheduler_.stages().outputs(), task)) {
    const BlockState* block = blocks.Find(id);
    if (block == nullptr || block->lost) continue;
    LogLostBlock(id, *block);
    Change(GiveUpBlock{id});
  }
}

// For what is refused by nothing but the log.
void DriverActor::Change(const BlockUpdate& update) {
  if (absl::Status changed = blocks_.Apply(update); !changed.ok()) LogError("blocks", changed.ToString());
}

void DriverActor::LetExecutorsGo() {
  scheduler_.FailJobs(AllFail(absl::CancelledError("the job was cancelled: the application stops")));
  constexpr char kReason[] = "the application has ended";
  for (ExecutorId executor : roster_.ShutDown(kReason)) {
    history_.Add(ExecutorGone{executor, kReason, outside_.clock.CalendarNow(), /*in_order=*/true});
    scheduler_.LoseExecutor(executor, outside_.clock.Now());
    placement_.LoseExecutor(executor);
    departures_.LoseExecutor(executor);
  }
  history_.Add(ApplicationEnded{outside_.clock.CalendarNow()});
  OnMembershipChanged();
  LogInfo("application", "records ", ToString(blocks_.table().TotalsAtEnd()));
  PublishSoon();
}

void DriverActor::PublishSoon() {
  status_changed_ = true;
  last_published_ = absl::InfinitePast();
}

void DriverActor::PublishStatus(absl::Time now) {
  if (!status_changed_ || now - last_published_ < settings_.status_interval) return;
  status_changed_ = false;
  last_published_ = now;
  ApplicationStatus status = DescribeApplication(roster_, blocks_.table(), runs_, departures_, history_);
  status.application = identity_.peer.application;
  status.streaming = outside_.watch.state();
  status.jobs_running = static_cast<int64_t>(scheduler_.stages().jobs().size());
  if (end_.no_run_is_left()) status.totals = blocks_.table().TotalsAtEnd();
  outside_.publish(std::move(status));
}

void DriverActor::ArmTimer(absl::Time now) {
  Earliest next;
  next.Add(roster_.next_check());
  next.Add(runs_.NextDeadline());
  next.Add(scheduler_.NextDeadline());
  next.Add(reports_.NextDeadline());
  if (status_changed_) next.Add(last_published_ + settings_.status_interval);
  if (*next.time() >= armed_for_) return;
  armed_for_ = *next.time();
  outside_.post_after(std::max(armed_for_ - now, absl::ZeroDuration()), Wake{armed_for_});
}

}  // namespace sluice
