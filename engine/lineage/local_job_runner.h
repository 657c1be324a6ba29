#ifndef SLUICE_ENGINE_LINEAGE_LOCAL_JOB_RUNNER_H_
#define SLUICE_ENGINE_LINEAGE_LOCAL_JOB_RUNNER_H_

#include <map>
#include <vector>

#include "common/actor/runtime.h"
#include "common/base/buffer.h"
#include "engine/lineage/job_runner.h"
#include "engine/lineage/stage_order.h"
#include "engine/task/compiled_stage.h"
#include "engine/variables/variable_key.h"

namespace sluice {

// Runs jobs task by task in the calling thread, the programs having gone through their wire format. For tests of
// operators and of typed handles. Not thread-safe.
class LocalJobRunner : public JobRunner {
 public:
  // What the input blocks of BlockRdd hold.
  void PutBlock(const BlockId& id, Buffer data) { blocks_[id] = {std::move(data)}; }
  // As a cluster without a second copy does when its executors die: what is in no file is made again, and blocks read
  // as empty.
  void LoseWhatExecutorsHold() {
    for (auto& [id, data] : blocks_) data.clear();
    map_results_.clear();
  }

  absl::StatusOr<std::vector<Buffers>> Run(const JobSpec& spec) override;
  Runtime& runtime() override { return *runtime_; }
  RddId NextRddId() override { return RddId(next_rdd_++); }
  ShuffleId NextShuffleId() override { return ShuffleId(next_shuffle_++); }
  void FreeShuffle(ShuffleId shuffle) override { map_results_.erase(shuffle); }
  VariableKey NextVariableKey() override { return VariableKey(NextVariableNumber()); }
  void FreeBroadcast(VariableKey) override {}
  int DefaultParallelism() override { return 2; }
  CheckpointFolder& checkpoint_folder() override { return checkpoint_folder_; }

  void set_runtime(Runtime& runtime) { runtime_ = &runtime; }
  void set_state_stores(StateStores* stores) { state_stores_ = stores; }
  // What each task may hold in memory, and where it puts the rest.
  void set_task_memory(TaskMemory memory) { task_memory_ = memory; }

  int tasks_run() const { return tasks_run_; }
  size_t shuffles_kept() const { return map_results_.size(); }

 private:
  struct Stage;

  static absl::StatusOr<Stage> MakeStage(const Rdd& root, const OperatorRef& terminal);
  absl::Status WriteShuffle(const ShuffleDependency& shuffle);
  absl::StatusOr<TaskResult> RunTask(const Stage& stage, int partition);
  absl::Status AddInputs(const Stage& stage, const LeafPartition& leaf, TaskContext& context);

  Runtime* runtime_ = &ThreadRuntime();
  StateStores* state_stores_ = nullptr;
  TaskMemory task_memory_;
  CheckpointFolder checkpoint_folder_;
  int next_rdd_ = 0;
  int next_shuffle_ = 0;
  int tasks_run_ = 0;
  std::map<BlockId, Buffers> blocks_;
  std::map<ShuffleId, std::vector<TaskResult>> map_results_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_LINEAGE_LOCAL_JOB_RUNNER_H_
