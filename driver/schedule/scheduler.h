#ifndef SLUICE_DRIVER_SCHEDULE_SCHEDULER_H_
#define SLUICE_DRIVER_SCHEDULE_SCHEDULER_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "driver/block_master/block_table.h"
#include "driver/job/map_output_table.h"
#include "driver/job/program_catalog.h"
#include "driver/schedule/job_run.h"
#include "driver/schedule/schedule_action.h"
#include "driver/schedule/scheduler_options.h"

namespace sluice {

// Runs jobs on the slots of executors, in the order the pools say. No thread, no RPC, no clock of its own: facts come
// in at any time, Schedule gives what is to be done about them all. An attempt that has ended or whose executor was
// lost is forgotten, so its late report changes nothing.
class Scheduler {
 public:
  // Tell `blocks` about lost executors first.
  Scheduler(const SchedulerOptions& options, const BlockTable& blocks);

  // REQUIRES: unknown, or lost.
  void AddExecutor(ExecutorId executor, int slots, const std::string& node = "");
  // It runs its tasks to their end, and gets no more while others stay.
  void LeaveExecutor(ExecutorId executor, absl::Time now);
  // Of one that leaves: it runs a task, or has map outputs while a job of the time when it stayed is not done.
  bool Needs(ExecutorId executor) const;
  // What an executor that leaves takes with it counts against no task.
  void LoseExecutor(ExecutorId executor, absl::Time now);
  // It has the output already, from before it was lost. False: nobody wants it, it may free it.
  bool AddMapOutput(ExecutorId executor, ShuffleId shuffle, int map, const std::vector<int64_t>& bytes);
  void FreeShuffle(ShuffleId shuffle) { outputs_.Close(shuffle); }

  // FailJob comes with the next Schedule if its lineage is too long.
  JobId Submit(JobSpec spec, const std::string& pool = "");
  // Of batches only, or also those outside of any.
  void FailJobs(const absl::Status& error, bool batches_only);
  void OnTaskOutcome(ExecutorId executor, TaskOutcome outcome, absl::Time now);

  std::vector<ScheduleAction> Schedule(absl::Time now);
  // When Schedule is worth calling even if nothing happens.
  std::optional<absl::Time> NextDeadline();

  const MapOutputTable& outputs() const { return outputs_; }
  const v1::StageProgram& program(StageId stage) const { return programs_.Get(stage); }
  std::vector<StageId> TakeForgottenStages() { return programs_.TakeForgotten(); }
  size_t jobs() const { return jobs_.size(); }

 private:
  struct TaskKey {
    JobId job;
    std::optional<ShuffleId> shuffle;  // None: the result stage.
    int index = 0;                     // In StageRun::partitions.
    bool operator==(const TaskKey&) const = default;
  };
  struct Attempt {
    TaskKey key;
    ExecutorId executor;
    int number = 0;
    absl::Time started;
    bool cancelled = false;
  };

  // Stages: what is missing for a job to go on.
  struct MissingShuffle {
    std::shared_ptr<const ShuffleDependency> shuffle;
    int depth = 0;  // How many shuffles are missing from it to the result.
  };
  void InitStage(StageRun& run, StagePlan plan, size_t partitions);
  void AdvanceJobs(absl::Time now);
  absl::Status Advance(JobId id, JobRun& job, absl::Time now);
  void AddMissing(StageRun& run, int depth, std::vector<MissingShuffle>& missing);
  absl::StatusOr<StageRun*> StageThatWrites(const MissingShuffle& missing, JobId id, JobRun& job);
  // Tasks.
  void Enqueue(const TaskKey& key, JobRun& job, StageRun& run, absl::Time now);
  absl::Duration WaitFor(const StageRun& run) const;
  std::optional<ExecutorId> Home(const StageRun& run, const TaskKey& key, absl::Time now) const;
  std::vector<ExecutorId> NearExecutors(const StageRun& run, const JobRun& job, const TaskKey& key,
                                        absl::Time now) const;
  bool IsSpared(ExecutorId executor) const;
  bool IsExcluded(ExecutorId executor, const StageRun& run, absl::Time now) const;
  std::vector<ExecutorId> NotAvoided(const StageRun& run, const PartitionRun& partition, absl::Time now) const;
  void PlaceAgain(ExecutorId executor, absl::Time now);
  void EnqueueDelayed(absl::Time now);
  void LaunchOnFreeSlots(absl::Time now);
  bool LaunchOne(ExecutorId executor, absl::Time now);
  void Launch(ExecutorId executor, const TaskKey& key, JobRun& job, StageRun& run, absl::Time now);
  // Copies of stragglers.
  void LookForStragglers(absl::Time now);
  bool EnqueueCopy(const TaskKey& key, StageRun& run, absl::Time now);
  void CancelCopies(const TaskKey& key, PartitionRun& partition);
  // Outcomes.
  void Lost(const Attempt& attempt, JobRun& job, StageRun& run, bool executor_left, absl::Time now);
  void Done(const Attempt& attempt, JobRun& job, StageRun& run, absl::Time now);
  void StageDone(StageRun& run, absl::Time now);
  void Count(const TaskKey& key, PartitionRun& partition, TaskOutcome& outcome);
  void Succeeded(const Attempt& attempt, JobRun& job, StageRun& run, TaskOutcome& outcome, absl::Time now);
  void Failed(const Attempt& attempt, JobRun& job, StageRun& run, const std::string& message, absl::Time now);
  void InputLost(const Attempt& attempt, JobRun& job, StageRun& run, const TaskOutcome& outcome, absl::Time now);
  void LoseInput(const Attempt& attempt, JobRun& job, const PartitionRun& partition, const TaskOutcome& outcome);
  absl::Status TaskError(const Attempt& attempt, const JobRun& job, const StageRun& run, const std::string& what) const;
  void EndJob(JobId id);

  // Constant after construction.
  const SchedulerOptions options_;
  const BlockTable& blocks_;

  MapOutputTable outputs_;
  ProgramCatalog programs_;
  Pools pools_;
  Exclusion exclusion_;
  absl::Time scheduled_at_ = absl::InfinitePast();
  absl::Time look_for_stragglers_at_ = absl::InfinitePast();
  std::map<ExecutorId, int> free_slots_;                   // Of each executor; negative never.
  std::map<ExecutorId, std::vector<TaskId>> left_behind_;  // What ran on executors when they were lost.
  std::map<ExecutorId, JobId> leaving_;                    // The job is the first one submitted since.
  std::set<ExecutorId> left_;                              // They were leaving when they were lost.
  std::map<JobId, JobRun> jobs_;
  std::map<ShuffleId, JobId> writers_;  // The job that computes what is missing of a shuffle; others wait for it.
  std::unordered_map<int64_t, Attempt> attempts_;  // By task.
  std::multimap<absl::Time, TaskKey> delayed_;
  std::map<std::pair<std::string, int>, ExecutorId> homes_;  // By affinity and partition: who wrote it last.
  std::vector<ScheduleAction> actions_;
  bool stages_moved_ = false;  // Some stage may have become ready, or its input missing.
  absl::Time holders_may_return_until_ = absl::InfinitePast();
  int next_job_ = 0;
  int64_t next_task_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_SCHEDULER_H_
