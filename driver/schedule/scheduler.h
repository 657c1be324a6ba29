#ifndef SLUICE_DRIVER_SCHEDULE_SCHEDULER_H_
#define SLUICE_DRIVER_SCHEDULE_SCHEDULER_H_

#include <optional>
#include <string>
#include <vector>

#include "driver/block_master/block_table.h"
#include "driver/schedule/attempts.h"
#include "driver/schedule/delayed_tasks.h"
#include "driver/schedule/job_stages.h"
#include "driver/schedule/placement/executor_slots.h"
#include "driver/schedule/placement/state_homes.h"
#include "driver/schedule/placement/task_placement.h"
#include "driver/schedule/schedule_action.h"
#include "driver/schedule/scheduler_options.h"
#include "driver/schedule/straggler_watch.h"
#include "engine/lineage/job_canceller.h"

namespace sluice {

// Runs jobs on the slots of executors, in the order the pools say, near their input as TaskPlacement says. No thread,
// no RPC, no clock of its own: facts come in at any time, Schedule gives what is to be done about them all. An attempt
// that has ended or whose executor was lost is forgotten, so its late report changes nothing.
class Scheduler {
 public:
  // Tell `blocks` about lost executors first.
  Scheduler(const SchedulerOptions& options, const BlockTable& blocks);

  // `states` are in its memory. REQUIRES: unknown, or lost.
  void AddExecutor(ExecutorId executor, int slots, const std::string& node = "",
                   const std::vector<FoundState>& states = {});
  // It runs its tasks to their end, and gets no more while others stay.
  void LeaveExecutor(ExecutorId executor, absl::Time now);
  // Of one that leaves: it runs a task, or has map outputs while a job of the time when it stayed is not done, or a
  // task may still read there what others have taken over.
  bool Needs(ExecutorId executor) const;
  // Of one that leaves: map outputs that others should take over. Those of jobs of the time when it stayed come when
  // these are done, since most go with them.
  std::vector<MapOutputId> KeptBy(ExecutorId executor) const;
  // What an executor that leaves takes with it counts against no task.
  void LoseExecutor(ExecutorId executor, absl::Time now);
  // It has the output already, from before it was lost, or has taken it over from one that leaves and is not asked for
  // it any more. False: nobody wants it, it may free it.
  bool AddMapOutput(ExecutorId executor, ShuffleId shuffle, int map, const std::vector<int64_t>& bytes);
  void FreeShuffle(ShuffleId shuffle) { stages_.outputs().Close(shuffle); }

  // FailJob comes with the next Schedule if its lineage is too long.
  JobId Submit(JobSpec spec, const std::string& pool = "");
  // Those that the verdict is no OK of.
  void FailJobs(const JobCanceller::Verdict& verdict);
  void OnTaskOutcome(ExecutorId executor, TaskOutcome outcome, absl::Time now);

  // What has become of stages first: jobs may end by what follows.
  std::vector<ScheduleAction> Schedule(absl::Time now);
  // When Schedule is worth calling even if nothing happens.
  std::optional<absl::Time> NextDeadline();

  const JobStages& stages() const { return stages_; }
  const ProgramCatalog& programs() const { return stages_.programs(); }
  std::vector<StageId> TakeForgottenStages() { return stages_.programs().TakeForgotten(); }

 private:
  // Tasks.
  void AdvanceJobs(absl::Time now);
  void Enqueue(const TaskKey& key, absl::Time now);
  bool EnqueueCopy(const TaskKey& key, absl::Time now);
  void PlaceAgain(ExecutorId executor, absl::Time now);
  void LaunchOnFreeSlots(absl::Time now);
  bool LaunchOne(ExecutorId executor, absl::Time now);
  void Launch(ExecutorId executor, const TaskKey& key, absl::Time now);
  // Outcomes.
  void Succeeded(const Attempt& attempt, TaskOutcome& outcome, absl::Time now);
  void Failed(const Attempt& attempt, const std::string& message, absl::Time now);
  void InputLost(const Attempt& attempt, const TaskOutcome& outcome, absl::Time now);
  void LoseInput(const Attempt& attempt, const TaskOutcome& outcome);
  void Lost(const Attempt& attempt, absl::Time now);
  void StageDone(StageRun& run, absl::Time now);
  void Fail(JobId id, const absl::Status& error);
  void EndJob(JobId id);

  // Constant after construction.
  const SchedulerOptions options_;
  const BlockTable& blocks_;

  ExecutorSlots executors_;
  Exclusion exclusion_;
  StateHomes homes_;
  JobStages stages_;
  Pools pools_;
  Attempts attempts_;
  StragglerWatch stragglers_;
  const TaskPlacement placement_;  // Looks at the members above.
  DelayedTasks delayed_;
  // Others have outputs of them: who was started later does not read these there. By how many were started.
  std::map<ExecutorId, int64_t> readers_;
  std::map<JobId, absl::Status> unreadable_;  // Jobs whose input is gone, until the next Schedule.
  std::vector<ScheduleAction> actions_;
  bool stages_moved_ = false;  // A job came or went, or something is missing that was there.
  absl::Time scheduled_at_ = absl::InfinitePast();
  absl::Time holders_may_return_until_ = absl::InfinitePast();  // InfiniteFuture: the next job sets it.
  int next_job_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_SCHEDULER_H_
