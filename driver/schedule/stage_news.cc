#include "driver/schedule/stage_news.h"

#include <set>
#include <utility>

namespace sluice {

class StageNews::Stage {
 public:
  // It may have ended before.
  void GoOn() {
    if (std::exchange(has_ended, false)) ++record.attempt;
  }

  StageRecord record;
  std::unique_ptr<TaskTally> tally;                         // Null: no task has succeeded.
  std::set<std::weak_ptr<Stage>, std::owner_less<>> reads;  // They may be many, one behind the other: none is held.
  bool reads_more = false;
  int wanted_tasks = 0;
  bool is_new = true;
  bool has_ended = false;
  bool has_changed = false;
};

StageNews::Handle StageNews::Add(JobId job, std::string name, int tasks) {
  auto stage = std::make_shared<Stage>();
  stage->record = {.job = job, .name = std::move(name), .tasks = tasks};
  NoteChange(stage);
  return stage;
}

void StageNews::NoteChange(const Handle& stage) {
  if (!std::exchange(stage->has_changed, true)) changed_.push_back(stage);
}

void StageNews::AddRead(const Handle& reader, const Handle& writer) {
  if (!reader->reads.insert(writer).second) return;
  reader->reads_more = true;
  NoteChange(reader);
}

void StageNews::OnWanted(const Handle& stage) {
  StageRecord& record = stage->record;
  if (++stage->wanted_tasks <= record.tasks) return;
  record.tasks = stage->wanted_tasks;
  stage->GoOn();
  NoteChange(stage);
}

void StageNews::OnWantedAgain(const Handle& stage) {
  --stage->record.completed;
  stage->GoOn();
  NoteChange(stage);
}

void StageNews::OnLaunched(const Handle& stage) {
  ++stage->record.active;
  NoteChange(stage);
}

void StageNews::OnAttemptEnded(const Handle& stage) {
  --stage->record.active;
  NoteChange(stage);
}

void StageNews::OnFailed(const Handle& stage) {
  ++stage->record.failed;
  NoteChange(stage);
}

void StageNews::OnDone(const Handle& stage) {
  ++stage->record.completed;
  NoteChange(stage);
}

void StageNews::OnSucceeded(const Handle& stage, const TaskSummary::Task& task) {
  if (stage->tally == nullptr) stage->tally = std::make_unique<TaskTally>();
  stage->tally->Add(task);
  OnDone(stage);
}

void StageNews::NumberNew() {
  for (auto stage = changed_.rbegin(); stage != changed_.rend(); ++stage) {
    if (std::exchange((*stage)->is_new, false)) (*stage)->record.number = StageNumber(next_number_++);
  }
}

StageNumber StageNews::NumberOf(const Handle& stage) { return stage->record.number; }

std::vector<StageNumber> StageNews::TakeReads(Stage& stage) {
  std::vector<StageNumber> numbers;
  if (!std::exchange(stage.reads_more, false)) return numbers;
  for (const std::weak_ptr<Stage>& read : stage.reads) {
    if (Handle writer = read.lock()) numbers.push_back(NumberOf(writer));
  }
  return numbers;
}

std::vector<StageMoved> StageNews::Take() {
  NumberNew();
  std::vector<StageMoved> moved;
  for (const Handle& stage : std::exchange(changed_, {})) {
    stage->has_changed = false;
    const StageRecord& record = stage->record;
    moved.push_back({record, TakeReads(*stage)});
    const bool ends = record.is_done() && !std::exchange(stage->has_ended, record.is_done());
    if (ends && stage->tally != nullptr) summaries_.push_back({record.job, record.number, stage->tally->Describe()});
  }
  return moved;
}

}  // namespace sluice
