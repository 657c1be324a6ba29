#ifndef SLUICE_WORKER_TASK_TASK_RUNNER_H_
#define SLUICE_WORKER_TASK_TASK_RUNNER_H_

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "common/actor/postbox.h"
#include "common/actor/runtime.h"
#include "common/base/str_cat.h"
#include "engine/variables/broadcast_value.h"
#include "worker/task/block_fetcher.h"
#include "worker/task/log_fetcher.h"
#include "worker/task/stage_table.h"
#include "worker/task/task_attempt.h"

namespace sluice {

// Runs task attempts: Gathering -> Queued -> Running -> gone, each on one of a fixed number of slots with a thread of
// its own. An attempt is reported exactly once, unless all are dropped. Belongs to the executor's mailbox.
class TaskRunner {
 public:
  struct Options {
    ExecutorId executor;
    int slots = 1;
    absl::Duration simulated_task_time;
    StateStores* state_stores = nullptr;  // They outlive the runner.
    TaskMemory task_memory;               // Where it spills to outlives the runner.
    // Fetches what a stage references, or its program; OnBroadcast will tell of it.
    std::function<void(const std::shared_ptr<BroadcastValue>&)> want_broadcast;
    absl::Duration task_timeout = absl::InfiniteDuration();
    absl::Duration stop_grace = absl::Seconds(2);  // A task that ran too long must notice by then that it is cancelled.
  };
  using OnResult = std::function<void(AttemptResult)>;

  // Where tasks' inputs are read: at peers, and in logs of received blocks. Both outlive it.
  struct Inputs {
    BlockFetcher& fetcher;
    Files& log_files;
    std::shared_ptr<Postbox> disk;
  };
  TaskRunner(Options options, Runtime& runtime, BlockStore& store, Inputs inputs, std::shared_ptr<Postbox> postbox,
             OnResult on_result);
  ~TaskRunner();  // Cancels what runs and waits for it. The postbox is closed before.

  // A program that cannot be fetched or made fails the tasks of its stage.
  void AddStage(const v1::StageProgram& program) { stages_.Add(program); }
  void FreeStage(StageId stage) { stages_.Free(stage); }
  std::vector<StageId> stages() const { return stages_.held(); }

  // The value is there for the tasks that wait for it, or there is none.
  void OnBroadcast(const std::shared_ptr<BroadcastValue>& value, const absl::Status& status);
  // Frees it when no running task references it any more; later tasks fetch it again.
  void FreeBroadcast(VariableKey key);

  void Launch(AttemptSpec spec);
  void Cancel(TaskId task);
  void DropAll();  // Cancels all and reports none of them.
  // All is dropped, with the programs and with what was shuffled or will be: the next orders are those of another life
  // of the driver.
  void EnterLife();
  // Cancels the attempts that write it, and removes its blocks: those here, and those that come.
  void FreeShuffle(ShuffleId shuffle);

  // Stops what runs for longer than the timeout; to be called now and then. What does not give up is reported all the
  // same, and keeps its thread; its slot gets another one.
  void StopLateTasks(absl::Time now);
  // Reports a running task as failed although its thread will not end.
  void GiveUp(TaskId task, std::string why);
  // Some thread never ended its task: this object cannot be destroyed without waiting for it.
  bool has_stuck_threads() const { return !stuck_.empty(); }

  int running() const { return static_cast<int>(attempts_.size()); }

 private:
  enum class State { kGathering, kQueued, kRunning };
  struct Attempt {
    std::shared_ptr<const AttemptSpec> spec;
    std::shared_ptr<TaskContext> context;
    InputGather gather;
    StageTable::Operators compiled = absl::UnknownError("not queued");
    State state = State::kGathering;
    bool unwanted = false;      // Nobody wants to hear of it.
    bool output_freed = false;  // Its shuffle was.
    int slot = -1;              // Set while it runs; from then on:
    absl::Time started;
    std::shared_ptr<const CompiledStage> stage;
    std::string too_late;  // It was told to stop at its timeout: what to say of it.
  };

  Attempt* Find(TaskId task);
  // Those of such a stage that still gather.
  std::vector<TaskId> WaitingOf(const std::function<bool(StageId)>& is_such) const;
  void OnStageMade(StageId stage);
  void Fetch(TaskId task, std::vector<InputGather::Request> requests);
  void OnFetched(TaskId task, const InputGather::Request& request, std::vector<FetchedBlock> found);
  void LookAtInputs(TaskId task);
  void FillSlots();
  void RunOn(int slot, Attempt& attempt, std::shared_ptr<const CompiledStage> stage);
  void OnSlotDone(int slot, AttemptResult result);
  void End(AttemptResult result);
  std::unique_ptr<Mailbox> NewSlot(int slot) { return runtime_.NewMailbox(StrCat("task-slot-", slot)); }

  const Options options_;
  Runtime& runtime_;
  BlockStore& store_;
  BlockFetcher& fetcher_;
  const std::shared_ptr<Postbox> postbox_;
  const OnResult on_result_;

  LogFetcher logs_;
  StageTable stages_;
  std::map<TaskId, Attempt> attempts_;
  std::deque<TaskId> queue_;     // Have their inputs.
  std::vector<int> idle_slots_;  // The one used last is at the end: its thread and caches are warm.
  std::vector<std::unique_ptr<Mailbox>> slots_;
  std::vector<std::unique_ptr<Mailbox>> stuck_;  // Former slots, whose threads did not come back.
};

}  // namespace sluice

#endif  // SLUICE_WORKER_TASK_TASK_RUNNER_H_
