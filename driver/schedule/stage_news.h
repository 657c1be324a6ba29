#ifndef SLUICE_DRIVER_SCHEDULE_STAGE_NEWS_H_
#define SLUICE_DRIVER_SCHEDULE_STAGE_NEWS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "driver/schedule/task_tally.h"
#include "engine/lineage/job_record.h"

namespace sluice {

// A stage has moved.
struct StageMoved {
  StageRecord record;
  std::vector<StageNumber> reads;  // Stages of its job; empty: as was said before.
};

// What users may know of stages, counted while their tasks move. However many have moved between two calls of Take, a
// stage is told once. Stages are numbered before their first task is launched: of those that are found missing together
// the deepest one first, so that a stage comes after those it reads.
class StageNews {
 public:
  class Stage;
  using Handle = std::shared_ptr<Stage>;

  // `first`: the number that the first stage gets.
  explicit StageNews(StageNumber first = StageNumber(0)) : next_number_(first.value()) {}

  // `tasks`: so many are to run, as far as is known.
  Handle Add(JobId job, std::string name, int tasks);
  // It reads what `writer` writes, a stage of the same job.
  void AddRead(const Handle& reader, const Handle& writer);
  // A task is to run that was not to run before.
  void OnWanted(const Handle& stage);
  // A task is to run again, since its output was lost.
  void OnWantedAgain(const Handle& stage);
  void OnLaunched(const Handle& stage);
  // An attempt has ended, however it did.
  void OnAttemptEnded(const Handle& stage);
  void OnFailed(const Handle& stage);
  // The output of a task is there.
  void OnDone(const Handle& stage);
  // An attempt has made it so, in so much time.
  void OnSucceeded(const Handle& stage, const TaskSummary::Task& task);

  // Numbers those that have none yet.
  void NumberNew();
  // REQUIRES: it is numbered.
  static StageNumber NumberOf(const Handle& stage);
  // The stages that have moved. When they have is for others to say.
  std::vector<StageMoved> Take();
  // What the tasks took of the stages that had ended when Take was called.
  std::vector<TasksSummarised> TakeSummaries() { return std::exchange(summaries_, {}); }

 private:
  void NoteChange(const Handle& stage);
  static std::vector<StageNumber> TakeReads(Stage& stage);

  std::vector<Handle> changed_;
  std::vector<TasksSummarised> summaries_;
  int next_number_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_STAGE_NEWS_H_
