#include "worker/task/task_runner.h"

#include <algorithm>
#include <utility>

#include "common/settings/executor.h"
#include "worker/task/crash_handler.h"

namespace sluice {
namespace {

using Outcome = AttemptResult::Outcome;

AttemptResult LostInput(TaskId task, const InputGather::Loss& loss) {
  return {.task = task,
          .outcome = Outcome::kInputLost,
          .message = StrCat("cannot read block ", loss.blocks.front(), " and ", loss.blocks.size() - 1, " more from ",
                            loss.from == kInLog ? "any executor or log" : StrCat("executor ", loss.from)),
          .lost_blocks = loss.blocks,
          .lost_from = loss.from};
}

}  // namespace

TaskRunner::TaskRunner(Options options, Runtime& runtime, BlockStore& store, Inputs inputs,
                       std::shared_ptr<Postbox> postbox, OnResult on_result)
    : options_(options),
      runtime_(runtime),
      store_(store),
      fetcher_(inputs.fetcher),
      postbox_(std::move(postbox)),
      on_result_(std::move(on_result)),
      logs_(inputs.log_files, postbox_, std::move(inputs.disk)),
      stages_(runtime, postbox_,
              {.want = options_.want_broadcast, .on_made = [this](StageId stage) { OnStageMade(stage); }}) {
  for (int slot = options.slots - 1; slot >= 0; --slot) idle_slots_.push_back(slot);
  for (int slot = 0; slot < options.slots; ++slot) slots_.push_back(NewSlot(slot));
}

TaskRunner::~TaskRunner() { DropAll(); }

std::vector<TaskId> TaskRunner::WaitingOf(const std::function<bool(StageId)>& is_such) const {
  std::vector<TaskId> tasks;
  for (const auto& [task, attempt] : attempts_) {
    if (attempt.state == State::kGathering && is_such(attempt.spec->stage)) tasks.push_back(task);
  }
  return tasks;
}

void TaskRunner::OnBroadcast(const std::shared_ptr<BroadcastValue>& value, const absl::Status& status) {
  if (stages_.OnValue(value, status)) return;
  for (TaskId task : WaitingOf([&](StageId stage) { return stages_.References(stage, value->key()); })) {
    if (status.ok()) {
      LookAtInputs(task);
    } else {
      End({.task = task,
           .outcome = Outcome::kFailed,
           .message = StrCat("Attempted to use Broadcast(", value->name().id, ") after ", status.message())});
    }
  }
}

void TaskRunner::FreeBroadcast(VariableKey key) {
  const std::vector<StageId> changed = stages_.FreeBroadcast(key);
  for (StageId stage : changed) {
    if (!WaitingOf([stage](StageId other) { return other == stage; }).empty()) stages_.Want(stage);
  }
}

void TaskRunner::OnStageMade(StageId stage) {
  const std::vector<TaskId> waiting = WaitingOf([stage](StageId other) { return other == stage; });
  if (!waiting.empty() && stages_.Find(stage).ok()) stages_.Want(stage);
  for (TaskId task : waiting) LookAtInputs(task);
}

void TaskRunner::Launch(AttemptSpec spec) {
  const TaskId task = spec.task;
  auto context = std::make_shared<TaskContext>(spec.partition, spec.attempt);
  context->set_state_stores(options_.state_stores);
  context->memory() = options_.task_memory;
  InputGather gather(std::move(spec.inputs), options_.executor);
  auto shared_spec = std::make_shared<const AttemptSpec>(std::move(spec));
  auto [found, added] =
      attempts_.try_emplace(task, Attempt{std::move(shared_spec), std::move(context), std::move(gather)});
  if (!added) return;  // Ordered already: no other task has its id, in no life.
  stages_.Want(found->second.spec->stage);
  Fetch(task, found->second.gather.Start());
  LookAtInputs(task);
}

void TaskRunner::Cancel(TaskId task) {
  Attempt* attempt = Find(task);
  if (attempt == nullptr) return;
  attempt->context->Cancel();
  if (attempt->state != State::kRunning) End({.task = task, .outcome = Outcome::kCancelled});
}

void TaskRunner::DropAll() {
  std::erase_if(attempts_, [](const auto& entry) { return entry.second.state != State::kRunning; });
  queue_.clear();
  for (auto& [task, attempt] : attempts_) {
    attempt.unwanted = true;
    attempt.context->Cancel();
  }
}

void TaskRunner::EnterLife() {
  DropAll();
  for (auto& [task, attempt] : attempts_) attempt.output_freed = attempt.spec->written_shuffle.has_value();
  stages_.Clear();
  store_.RemoveAllShuffles();
}

void TaskRunner::FreeShuffle(ShuffleId shuffle) {
  std::vector<TaskId> writers;
  for (auto& [task, attempt] : attempts_) {
    if (attempt.spec->written_shuffle != shuffle) continue;
    attempt.output_freed = true;
    writers.push_back(task);
  }
  for (TaskId task : writers) Cancel(task);
  store_.RemoveShuffle(shuffle);
}

TaskRunner::Attempt* TaskRunner::Find(TaskId task) {
  auto found = attempts_.find(task);
  return found == attempts_.end() ? nullptr : &found->second;
}

void TaskRunner::Fetch(TaskId task, std::vector<InputGather::Request> requests) {
  for (InputGather::Request& request : requests) {
    const ExecutorId from = request.from;
    const std::vector<BlockId> ids = request.ids;
    std::vector<BlockInLog> in_log = std::move(request.in_log);
    auto done = [this, task, request = std::move(request)](std::vector<FetchedBlock> found) {
      OnFetched(task, request, std::move(found));
    };
    from == kInLog ? logs_.Fetch(std::move(in_log), std::move(done)) : fetcher_.Fetch(from, ids, std::move(done));
  }
}

void TaskRunner::OnFetched(TaskId task, const InputGather::Request& request, std::vector<FetchedBlock> found) {
  Attempt* attempt = Find(task);
  if (attempt == nullptr || attempt->state != State::kGathering) return;  // Cancelled meanwhile.
  Fetch(task, attempt->gather.OnAnswer(request, std::move(found)));
  LookAtInputs(task);
}

void TaskRunner::LookAtInputs(TaskId task) {
  Attempt* attempt = Find(task);
  if (attempt == nullptr || attempt->state != State::kGathering) return;
  if (attempt->gather.loss()) return End(LostInput(task, *attempt->gather.loss()));
  if (!attempt->gather.complete() || !stages_.IsReady(attempt->spec->stage)) return;
  attempt->gather.MoveInto(*attempt->context);
  attempt->compiled = stages_.Find(attempt->spec->stage);
  attempt->state = State::kQueued;
  queue_.push_back(task);
  FillSlots();
}

void TaskRunner::FillSlots() {
  while (!idle_slots_.empty() && !queue_.empty()) {
    Attempt* attempt = Find(queue_.front());
    queue_.pop_front();
    if (attempt == nullptr) continue;  // Cancelled meanwhile.
    StageTable::Operators stage = attempt->compiled;
    if (stage.ok()) {
      RunOn(idle_slots_.back(), *attempt, *std::move(stage));
    } else {
      End({.task = attempt->spec->task, .outcome = Outcome::kFailed, .message = std::string(stage.status().message())});
    }
  }
}

void TaskRunner::RunOn(int slot, Attempt& attempt, std::shared_ptr<const CompiledStage> stage) {
  idle_slots_.pop_back();
  attempt.state = State::kRunning;
  attempt.slot = slot;
  attempt.started = runtime_.clock().Now();
  attempt.stage = stage;
  auto run = [this, slot, spec = attempt.spec, context = attempt.context, stage = std::move(stage)] {
    UseCrashStack();
    AttemptResult result = RunAttempt(*spec, *stage, *context, store_, runtime_.clock());
    postbox_->Post([this, slot, result = std::move(result)]() mutable { OnSlotDone(slot, std::move(result)); });
  };
  slots_[slot]->PostAfter(options_.simulated_task_time, std::move(run));
}

void TaskRunner::OnSlotDone(int slot, AttemptResult result) {
  if (Find(result.task) == nullptr) return;  // Was given up.
  idle_slots_.push_back(slot);
  End(std::move(result));
  FillSlots();
}

void TaskRunner::StopLateTasks(absl::Time now) {
  std::vector<TaskId> hopeless;
  for (auto& [task, attempt] : attempts_) {
    if (attempt.state != State::kRunning || now - attempt.started < options_.task_timeout) continue;
    if (attempt.too_late.empty()) {
      attempt.too_late = StrCat(attempt.stage->OperatorName(attempt.context->running_op()), ": still runs after ",
                                absl::FormatDuration(options_.task_timeout), ", the ", settings::kTaskTimeout.key);
      attempt.context->Cancel();
    }
    if (now - attempt.started >= options_.task_timeout + options_.stop_grace) hopeless.push_back(task);
  }
  for (TaskId task : hopeless) GiveUp(task, Find(task)->too_late);
}

void TaskRunner::GiveUp(TaskId task, std::string why) {
  Attempt* attempt = Find(task);
  if (attempt == nullptr || attempt->state != State::kRunning) return;
  attempt->too_late = std::move(why);
  const int slot = attempt->slot;
  stuck_.push_back(std::exchange(slots_[slot], NewSlot(slot)));
  idle_slots_.push_back(slot);
  End({.task = task, .outcome = Outcome::kFailed});
  FillSlots();
}

void TaskRunner::End(AttemptResult result) {
  auto found = attempts_.find(result.task);
  const Attempt attempt = std::move(found->second);
  attempts_.erase(found);
  if (!attempt.too_late.empty() && result.outcome != Outcome::kSucceeded) {
    result = {.task = result.task, .outcome = Outcome::kFailed, .message = attempt.too_late};
  }
  if (attempt.output_freed) {
    store_.RemoveShuffle(*attempt.spec->written_shuffle);
    result = {.task = result.task, .outcome = Outcome::kCancelled};
  }
  if (!attempt.unwanted) on_result_(std::move(result));
}

}  // namespace sluice
