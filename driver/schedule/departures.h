#ifndef SLUICE_DRIVER_SCHEDULE_DEPARTURES_H_
#define SLUICE_DRIVER_SCHEDULE_DEPARTURES_H_

#include <map>
#include <set>
#include <variant>
#include <vector>

#include "driver/batch/receiver_placement.h"
#include "driver/block_master/block_table.h"
#include "driver/schedule/output_handover.h"
#include "driver/schedule/scheduler.h"

namespace sluice {

// Nobody who stays has the block: its holder, which leaves, gives it to another executor.
struct CopyBlock {
  BlockId block;
  ExecutorId executor;  // Its holder.
};
// The executor has nothing any more that anybody needs.
struct LetGo {
  ExecutorId executor;
};
using DepartureAction = std::variant<CopyBlock, TakeOutput, LetGo>;

// Sees executors off that were told to end: each goes when its receivers have stopped, its tasks and the jobs that may
// read what they left are done, every block it holds is held by somebody who stays, or processed, and its map outputs
// are taken over, if anybody stays. Pure.
class Departures {
 public:
  static constexpr size_t kCopiesOfAnExecutorMax = 16;
  static constexpr absl::Duration kAskAgainAfter = absl::Seconds(1);

  Departures(const BlockTable& blocks, const ReceiverPlacement& receivers, const Scheduler& scheduler)
      : blocks_(blocks), receivers_(receivers), scheduler_(scheduler) {}

  void AddExecutor(ExecutorId executor) { staying_.insert(executor); }
  void LeaveExecutor(ExecutorId executor);
  void LoseExecutor(ExecutorId executor);

  // `by` was to take the map output over from one that leaves.
  void OnRefused(const MapOutputId& output, ExecutorId by);

  std::vector<DepartureAction> Step(absl::Time now);

  // Blocks and map outputs of an executor that leaves which nobody who stays had at the last Step.
  size_t ToHandOver(ExecutorId executor) const;

 private:
  using AskedFor = std::map<BlockId, absl::Time>;
  struct Departure {
    AskedFor asked;
    OutputHandover outputs;
    size_t to_hand_over = 0;
  };

  // Those needed soonest come first.
  std::vector<BlockId> OnlyHeldBy(ExecutorId executor) const;
  void LoseTaker(ExecutorId executor);
  void AskForCopies(ExecutorId holder, const std::vector<BlockId>& blocks, AskedFor& asked, absl::Time now);

  const BlockTable& blocks_;
  const ReceiverPlacement& receivers_;
  const Scheduler& scheduler_;

  std::set<ExecutorId> staying_;
  std::map<ExecutorId, Departure> leaving_;
  std::vector<DepartureAction> actions_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_DEPARTURES_H_
