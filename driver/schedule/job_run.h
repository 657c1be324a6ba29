#ifndef SLUICE_DRIVER_SCHEDULE_JOB_RUN_H_
#define SLUICE_DRIVER_SCHEDULE_JOB_RUN_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "absl/time/time.h"
#include "common/base/buffer.h"
#include "driver/job/stage_plan.h"
#include "driver/schedule/exclusion.h"
#include "driver/schedule/pending_tasks.h"
#include "driver/schedule/speculation.h"
#include "driver/schedule/stage_news.h"
#include "engine/lineage/job_runner.h"

namespace sluice {

// One partition of a stage. Idle -> pending -> running -> done; back to pending when the attempt did not succeed, and
// from done to pending when its map output was lost.
struct PartitionRun {
  enum class State { kIdle, kPending, kRunning, kDone };
  State state = State::kIdle;
  int attempts = 0;
  int running = 0;  // Attempts; more than one while a straggler has a copy.
  bool is_copied = false;
  int failures = 0;            // Its own error ended the attempt.
  int executor_losses = 0;     // Its executor was lost.
  bool is_counted = false;     // What it adds to accumulators.
  int input_losses = 0;        // It could not read its input, or was cancelled by its executor.
  std::set<ExecutorId> avoid;  // Where it did not succeed: not there again while there are others.
};

// One stage of a job that is being carried out.
struct StageRun {
  StagePlan plan;
  StageId program;
  bool ready = false;     // All it reads is there: its pending tasks may be launched.
  int missing_reads = 0;  // Shuffles, while it is wanted.
  std::vector<PartitionRun> partitions;
  PendingTasks pending;
  StageNews::Handle news;
  StageFailures failures;
  TaskTimes times;
};

// A task of a running job.
struct TaskKey {
  JobId job;
  std::optional<ShuffleId> shuffle;  // The stage that writes it; none: the result stage.
  int index = 0;                     // Counts StageRun::partitions.
  bool operator==(const TaskKey&) const = default;
};

struct JobRun {
  JobSpec spec;
  StageRun result;                                      // Its partition i is spec.partitions[i].
  std::map<ShuffleId, std::unique_ptr<StageRun>> maps;  // Stages whose output was missing at some time.
  std::set<ShuffleId> pending_maps;                     // No other map stage has pending tasks.
  // What is missing, and the stages that wait for it, each as TaskKey::shuffle has it.
  std::multimap<ShuffleId, std::optional<ShuffleId>> waiting;
  std::vector<Buffers> results;
  int result_partitions_left = 0;

  // Null: no such stage.
  StageRun* Find(std::optional<ShuffleId> shuffle) {
    if (!shuffle.has_value()) return &result;
    auto found = maps.find(*shuffle);
    return found == maps.end() ? nullptr : found->second.get();
  }
  // The partition of the stage's root that the task computes.
  int RootPartition(const TaskKey& key) const {
    return key.shuffle.has_value() ? key.index : spec.partitions[key.index];
  }
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_JOB_RUN_H_
