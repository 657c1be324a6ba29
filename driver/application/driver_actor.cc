#include "driver/application/driver_actor.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/overloaded.h"
#include "common/observe/logging.h"

namespace sluice {

namespace {

void SetAll(std::vector<std::shared_ptr<Event>>& waiters) {
  for (const std::shared_ptr<Event>& waiter : std::exchange(waiters, {})) waiter->Set();
}

}  // namespace

DriverActor::DriverActor(DriverIdentity identity, const DriverSettings& settings, DriverOutside outside)
    : identity_(std::move(identity)),
      settings_(settings),
      outside_(std::move(outside)),
      executors_(settings.lease),
      scheduler_(settings.scheduler, blocks_),
      departures_(blocks_, placement_, scheduler_) {}

void DriverActor::Receive(DriverMessage message) {
  status_changed_ |= !std::holds_alternative<Wake>(message);
  std::visit(Overloaded{
                 [&](LinkOpened& m) { HandleLinkOpened(m); },
                 [&](LinkFrame& m) { HandleLinkFrame(m); },
                 [&](LinkClosed& m) { HandleLinkClosed(m); },
                 [&](AttachOverdue& m) { HandleAttachOverdue(m); },
                 [&](SubmitJob& m) { HandleSubmitJob(m); },
                 [&](ReleaseShuffle& m) { HandleReleaseShuffle(m); },
                 [&](ReleaseBroadcast& m) { HandleReleaseBroadcast(m); },
                 [&](StartPlan& m) { HandleStartPlan(m); },
                 [&](StopPlan& m) { HandleStopPlan(m); },
                 [&](AdvanceClock& m) { HandleAdvanceClock(m); },
                 [&](BatchDone& m) { HandleBatchDone(m); },
                 [&](BatchSaved& m) { HandleBatchSaved(m); },
                 [&](Wake& m) { HandleWake(m); },
             },
             message);
  Settle();
}

void DriverActor::HandleSubmitJob(SubmitJob& m) {
  bool is_refused = ended_ || (run_.has_value() && m.spec.batch != BatchTime() && run_->RefusesJobsOf(m.spec.batch));
  if (!is_refused) {
    calls_[scheduler_.Submit(std::move(m.spec), m.pool)] = std::move(m.call);
    return;
  }
  m.call->result = absl::CancelledError("the job was not run: the application stops");
  m.call->done->Set();
}

void DriverActor::HandleReleaseShuffle(ReleaseShuffle& m) {
  scheduler_.FreeShuffle(m.shuffle);
  // To all, not only to known holders: attempts that were given up leave outputs behind as well.
  for (const auto& [id, executor] : executors_.attached()) links_.WorkFor(id).add_free_shuffles(m.shuffle.value());
}

void DriverActor::HandleReleaseBroadcast(ReleaseBroadcast& m) {
  for (const auto& [id, executor] : executors_.attached()) links_.WorkFor(id).add_free_broadcasts(m.key);
}

void DriverActor::HandleStartPlan(StartPlan& m) {
  if (ended_) return outside_.watch.OnStopped(absl::OkStatus());
  StreamingOptions options{.interval = m.plan.interval,
                           .remember = m.plan.remember,
                           .last_finished = m.plan.last_finished,
                           .concurrent_batches = m.plan.concurrent_batches,
                           .saves_unfinished = m.plan.save_batch != nullptr,
                           .manual_clock = settings_.manual_clock,
                           .expected_executors = identity_.expected_executors,
                           .graceful_stop_timeout = settings_.graceful_stop_timeout,
                           .finished_batches_max = settings_.finished_batches_max};
  std::vector<StreamId> streams;
  for (const InputStreamSpec& input : m.plan.inputs) streams.push_back(input.id);
  plan_ = std::make_shared<const StreamingPlan>(std::move(m.plan));
  absl::Time now = outside_.clock.Now();
  run_.emplace(options, std::move(streams), blocks_, placement_, now);
  for (const InputStreamSpec& input : plan_->inputs) {
    if (!input.preferred_host.empty()) placement_.Prefer(input.id, input.preferred_host);
  }
  run_->OnExecutorCount(static_cast<int>(executors_.attached().size()), now);
  last_told_ = BatchTime();
}

void DriverActor::HandleStopPlan(StopPlan& m) {
  stop_waiters_.push_back(std::move(m.done));
  end_after_plan_ |= m.options.end_application;
  if (run_.has_value()) run_->Stop(m.options.graceful, outside_.clock.Now());
}

void DriverActor::HandleAdvanceClock(AdvanceClock& m) {
  advance_waiters_.push_back(std::move(m.done));
  if (run_.has_value()) run_->Advance(m.by);
}

void DriverActor::HandleBatchDone(BatchDone& m) {
  const BatchRecord* done = run_->OnBatchDone(m.batch, m.result, outside_.clock.Now());
  if (done == nullptr) return;
  const BatchRecord& batch = *done;
  Tell(BatchEvent::Kind::kCompleted, batch);
  ++(m.result.ok() ? batches_completed_ : batches_failed_);
  LogInfo("batches", absl::StrFormat("Total delay: %.3f s for time %d ms (execution: %.3f s)",
                                     absl::ToDoubleSeconds(batch.total_delay()), m.batch.value(),
                                     absl::ToDoubleSeconds(batch.processing_time())));
  if (m.result.ok() || run_->cancelled()) return;
  LogError("batches", "batch ", m.batch.value(), " ms failed: ", m.result.ToString());
  outside_.watch.OnFailed(m.result);
}

void DriverActor::HandleBatchSaved(BatchSaved& m) {
  if (!m.result.ok()) {
    LogError("batches", "what was received for batch ", m.batch.value(),
             " ms cannot be saved for a later run: ", m.result.ToString());
  }
  run_->OnBatchSaved(m.batch, m.result);
}

void DriverActor::HandleWake(Wake& m) {
  if (m.at == armed_for_) armed_for_ = absl::InfiniteFuture();
  absl::Time now = outside_.clock.Now();
  if (now - last_check_ >= settings_.heartbeat) CheckExecutors(now);
}

void DriverActor::CheckExecutors(absl::Time now) {
  // Whoever could not speak for so long could not listen either.
  if (now - last_check_ > settings_.lease / 2) executors_.RenewAll(now);
  last_check_ = now;
  for (ExecutorId silent : executors_.Silent(now)) {
    LoseLink(executors_.Find(silent)->link,
             absl::DeadlineExceededError(absl::StrCat("silent for ", absl::FormatDuration(settings_.lease))));
  }
  for (LinkId full : links_.SendHeartbeats()) LoseLink(full, absl::ResourceExhaustedError("it does not read its work"));
}

void DriverActor::Settle() {
  absl::Time now = outside_.clock.Now();
  auto perform = [this](auto& action) { std::visit([this](auto& a) { Perform(a); }, action); };
  if (run_.has_value()) {
    if (auto warning = run_->ObserveClock(outside_.clock.ahead())) LogWarning("batches", *warning);
    std::vector<StreamingAction> actions = run_->Step(now);
    TellNewBatches();
    std::for_each(actions.begin(), actions.end(), perform);
  } else {
    std::vector<PlacementAction> actions = placement_.Place();
    std::for_each(actions.begin(), actions.end(), perform);
    FreeStrayBlocks();
    if (std::exchange(end_after_plan_, false)) EndApplication();
  }
  std::vector<DepartureAction> departures = departures_.Step(now);
  std::for_each(departures.begin(), departures.end(), perform);
  std::vector<ScheduleAction> actions = scheduler_.Schedule(now);
  std::for_each(actions.begin(), actions.end(), perform);
  for (StageId stage : scheduler_.TakeForgottenStages()) links_.FreeProgram(stage.value());
  if (std::exchange(peers_changed_, false)) SendPeers();
  for (LinkId full : links_.Flush()) outside_.post(LinkClosed{full, absl::ResourceExhaustedError("it does not read")});
  if (run_.has_value()) outside_.watch.OnSourcesDrained(run_->IsSourceDrained());
  PublishStatus(now);
  ArmTimer(now);
  if (!run_.has_value() || run_->IsCaughtUp()) SetAll(advance_waiters_);
  if (run_.has_value() || end_after_plan_) return;
  SetAll(stop_waiters_);
}

void DriverActor::EndApplication() {
  if (std::exchange(ended_, true)) return;
  outside_.watch.OnApplicationEnded();
  scheduler_.FailJobs(absl::CancelledError("the job was cancelled: the application stops"), /*batches_only=*/false);
  v1::ToExecutor shutdown;
  shutdown.mutable_shutdown()->set_reason("the application has ended");
  while (!executors_.attached().empty()) {
    ExecutorId executor = executors_.attached().begin()->first;
    links_.SendAndClose(executor, shutdown, absl::OkStatus());
    executors_.Lose(executor);
    scheduler_.LoseExecutor(executor, outside_.clock.Now());
    placement_.LoseExecutor(executor);
    departures_.LoseExecutor(executor);
  }
  OnMembershipChanged();
  RecordTotals totals = blocks_.TotalsAtEnd();
  LogInfo("application", "records received: ", totals.received, ", replicated: ", totals.replicated,
          ", processed: ", totals.processed, ", lost: ", totals.lost);
  PublishSoon();
}

void DriverActor::PublishSoon() {
  status_changed_ = true;
  last_published_ = absl::InfinitePast();
}

void DriverActor::ArmTimer(absl::Time now) {
  absl::Time next = absl::InfiniteFuture();
  auto sooner = [&next](std::optional<absl::Time> time) { next = std::min(next, time.value_or(next)); };
  if (!executors_.attached().empty()) sooner(last_check_ + settings_.heartbeat);
  if (run_.has_value()) sooner(run_->NextDeadline());
  sooner(scheduler_.NextDeadline());
  if (status_changed_) sooner(last_published_ + settings_.status_interval);
  if (next >= armed_for_) return;
  armed_for_ = next;
  outside_.post_after(std::max(next - now, absl::ZeroDuration()), Wake{next});
}

void DriverActor::PublishStatus(absl::Time now) {
  if (!status_changed_ || now - last_published_ < settings_.status_interval) return;
  status_changed_ = false;
  last_published_ = now;
  outside_.publish(MakeStatus());
}

ApplicationStatus DriverActor::MakeStatus() const {
  ApplicationStatus status{.application = identity_.peer.application, .streaming = outside_.watch.state()};
  std::map<ExecutorId, int64_t> held = blocks_.CountHeld();
  for (const auto& [id, executor] : executors_.attached()) {
    status.executors.push_back({executor.info, executor.use, held[id], executor.leaving});
  }
  for (const auto& [stream, receiver] : placement_.receivers()) {
    status.receivers.push_back(receiver);
    status.receivers.back().records = blocks_.RecordsOf(stream, receiver.id.epoch);
  }
  if (plan_ != nullptr) {
    status.batch_interval = plan_->interval;
    for (const InputStreamSpec& input : plan_->inputs) status.names[input.id] = input.receiver.name;
  }
  for (const auto& [id, block] : blocks_.blocks) status.blocks.held_bytes += block.bytes;
  status.blocks.held = static_cast<int64_t>(blocks_.blocks.size());
  status.blocks.unassigned = static_cast<int64_t>(blocks_.waiting.size());
  if (run_.has_value()) {
    const BatchQueue& queue = run_->batches();
    status.batches.assign(queue.finished().begin(), queue.finished().end());
    status.batches.insert(status.batches.end(), queue.open().begin(), queue.open().end());
  }
  status.batches_completed = batches_completed_;
  status.batches_failed = batches_failed_;
  status.jobs_running = static_cast<int64_t>(scheduler_.jobs());
  status.totals = ended_ ? blocks_.TotalsAtEnd() : blocks_.totals;
  return status;
}

}  // namespace sluice
