#ifndef SLUICE_DRIVER_SCHEDULE_JOB_STAGES_H_
#define SLUICE_DRIVER_SCHEDULE_JOB_STAGES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "driver/job/map_output_table.h"
#include "driver/job/program_catalog.h"
#include "driver/schedule/job_run.h"

namespace sluice {

// The jobs that run, stage by stage: what may run because the shuffles it reads are complete, and what is missing of
// them and has to be computed first. One job computes what is missing of a shuffle, others that read it wait. Not
// thread-safe.
class JobStages {
 public:
  JobStages(const ProgramLimits& programs, DriverLife life, StageNumber first_stage = StageNumber(0))
      : programs_(programs, life), news_(first_stage) {}

  // FAILED_PRECONDITION: its lineage is too long.
  absl::Status Add(JobId id, JobSpec spec);
  // Its stages go with it; shuffles that it was to write may be written by others.
  void Remove(JobId id);
  // The tasks that can run now and that are not under way. Looks at all that is missing, and says in each stage of the
  // job whether it is ready. FAILED_PRECONDITION: too many shuffles would have to run one after the other.
  absl::StatusOr<std::vector<TaskKey>> Wanted(JobId id);
  // The tasks of all jobs that can run because shuffles have become complete, since it was called last. Looks at the
  // stages only that wait for these. REQUIRES: nothing is missing that was there when Wanted was called last.
  std::vector<TaskKey> WantedBehindCompleted();
  // It waits for a slot, as PendingTasks has it.
  void AddPending(const TaskKey& key, const std::vector<ExecutorId>& near, absl::Time anywhere_from);
  // Visits the stages of a job that may have pending tasks, by their shuffle, until one visit returns true.
  template <class Visit>
  bool VisitPending(JobId id, const Visit& visit);
  // So many stages have been looked at, ever: in proportion to what has been done, not to what is still to do.
  int64_t looked_at() const { return looked_at_; }

  // False, and nothing changes: the output is known already, or is of no open shuffle of this shape.
  bool AddOutput(ShuffleId shuffle, int map, ExecutorId holder, absl::Span<const int64_t> bytes);
  // `holder` cannot give the output of that map task: it is made again, elsewhere if this job makes it.
  void DropOutput(const TaskKey& map, ExecutorId holder);
  // Whether it was the last result of the job.
  bool AddResult(const TaskKey& key, Buffers result);
  MapOutputTable& outputs() { return outputs_; }
  const MapOutputTable& outputs() const { return outputs_; }
  ProgramCatalog& programs() { return programs_; }
  const ProgramCatalog& programs() const { return programs_; }
  StageNews& news() { return news_; }

  std::map<JobId, JobRun>& jobs() { return jobs_; }
  const std::map<JobId, JobRun>& jobs() const { return jobs_; }
  bool HasJobBefore(JobId id) const { return !jobs_.empty() && jobs_.begin()->first < id; }
  // REQUIRES: the job runs, and has the stage.
  StageRun& RunOf(const TaskKey& key) { return *jobs_.at(key.job).Find(key.shuffle); }
  PartitionRun& PartitionOf(const TaskKey& key) { return RunOf(key).partitions[key.index]; }

 private:
  struct MissingShuffle {
    std::shared_ptr<const ShuffleDependency> shuffle;
    int depth = 0;  // So many shuffles are missing from it to the result.
  };
  // `tasks`: so many of its partitions are missing.
  void Begin(JobId id, StageRun& run, StagePlan plan, size_t partitions, size_t tasks);
  void AddMissing(JobRun& job, std::optional<ShuffleId> stage, int depth, std::vector<MissingShuffle>& missing);
  void AddTasks(JobId id, std::optional<ShuffleId> stage, const StageRun& run, std::vector<TaskKey>& wanted) const;
  void AddTasksBehind(ShuffleId shuffle, std::vector<TaskKey>& wanted);
  void NoteReads(JobRun& job);
  absl::StatusOr<StageRun*> StageThatWrites(const MissingShuffle& missing, JobId id, JobRun& job);

  MapOutputTable outputs_;
  ProgramCatalog programs_;
  StageNews news_;
  std::map<JobId, JobRun> jobs_;
  std::map<ShuffleId, JobId> writers_;  // The job that computes what is missing of a shuffle.
  std::vector<ShuffleId> completed_;
  int64_t looked_at_ = 0;
};

template <class Visit>
bool JobStages::VisitPending(JobId id, const Visit& visit) {
  JobRun& job = jobs_.at(id);
  for (auto shuffle = job.pending_maps.begin(); shuffle != job.pending_maps.end();) {
    ++looked_at_;
    StageRun& run = *job.maps.at(*shuffle);
    if (run.pending.empty()) {
      shuffle = job.pending_maps.erase(shuffle);
      continue;
    }
    if (visit(std::optional(*shuffle), run)) return true;
    ++shuffle;
  }
  return visit(std::nullopt, job.result);
}

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_JOB_STAGES_H_
