#include "worker/task/task_runner.h"

#include <algorithm>
#include <utility>

#include "common/base/user_code.h"
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
      logs_(inputs.log_files, postbox_, std::move(inputs.disk)) {
  for (int slot = options.slots - 1; slot >= 0; --slot) idle_slots_.push_back(slot);
  for (int slot = 0; slot < options.slots; ++slot) slots_.push_back(NewSlot(slot));
}

TaskRunner::~TaskRunner() { DropAll(); }

void TaskRunner::AddStage(const v1::StageProgram& program) {
  BroadcastStore::Scope scope(broadcasts_);
  Stage stage{CallUserCode([&] { return CompiledStage::Instantiate(program); })};
  stage.referenced_broadcasts = scope.Take();
  if (!stage.referenced_broadcasts.empty()) stage.program = program;
  stages_.insert_or_assign(StageId(program.stage()), std::move(stage));
}

bool TaskRunner::Stage::References(VariableKey key) const {
  return std::any_of(referenced_broadcasts.begin(), referenced_broadcasts.end(),
                     [key](const auto& value) { return value->key() == key; });
}

bool TaskRunner::HasBroadcasts(StageId stage) const {
  auto found = stages_.find(stage);
  if (found == stages_.end()) return true;
  const auto& values = found->second.referenced_broadcasts;
  return std::all_of(values.begin(), values.end(), [](const auto& value) { return value->is_there(); });
}

void TaskRunner::WantBroadcasts(StageId stage) const {
  auto found = stages_.find(stage);
  if (found == stages_.end()) return;
  for (const auto& value : found->second.referenced_broadcasts) {
    if (!value->is_there()) options_.want_broadcast(value);
  }
}

std::vector<TaskId> TaskRunner::WaitingFor(VariableKey key) const {
  std::vector<TaskId> tasks;
  for (const auto& [task, attempt] : attempts_) {
    auto stage = stages_.find(attempt.spec->stage);
    bool waits = attempt.state == State::kGathering && stage != stages_.end() && stage->second.References(key);
    if (waits) tasks.push_back(task);
  }
  return tasks;
}

void TaskRunner::OnBroadcast(const std::shared_ptr<BroadcastValue>& value, const absl::Status& status) {
  for (TaskId task : WaitingFor(value->key())) {
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
  broadcasts_.Forget(key);
  std::vector<v1::StageProgram> programs;
  for (const auto& [id, stage] : stages_) {
    if (stage.References(key)) programs.push_back(stage.program);
  }
  for (const v1::StageProgram& program : programs) AddStage(program);
  for (TaskId task : WaitingFor(key)) WantBroadcasts(Find(task)->spec->stage);
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
  WantBroadcasts(found->second.spec->stage);
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
  stages_.clear();
  broadcasts_.ForgetAll();
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

TaskRunner::StagePointer TaskRunner::FindStage(StageId stage) const {
  auto found = stages_.find(stage);
  if (found != stages_.end()) return found->second.compiled;
  return absl::NotFoundError(StrCat("this executor has no program of stage ", stage));
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
  if (!attempt->gather.complete() || !HasBroadcasts(attempt->spec->stage)) return;
  attempt->gather.MoveInto(*attempt->context);
  attempt->compiled = FindStage(attempt->spec->stage);
  attempt->state = State::kQueued;
  queue_.push_back(task);
  FillSlots();
}

void TaskRunner::FillSlots() {
  while (!idle_slots_.empty() && !queue_.empty()) {
    Attempt* attempt = Find(queue_.front());
    queue_.pop_front();
    if (attempt == nullptr) continue;  // Cancelled meanwhile.
    StagePointer stage = attempt->compiled;
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
