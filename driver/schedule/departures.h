#ifndef SLUICE_DRIVER_SCHEDULE_DEPARTURES_H_
#define SLUICE_DRIVER_SCHEDULE_DEPARTURES_H_

#include <map>
#include <set>
#include <variant>
#include <vector>

#include "driver/batch/receiver_placement.h"
#include "driver/block_master/block_table.h"
#include "driver/schedule/scheduler.h"

namespace sluice {

// Nobody who stays has the block: its holder, which leaves, gives it to another executor.
struct CopyBlock {
  BlockId block;
  ExecutorId holder;
};
// The executor has nothing any more that anybody needs.
struct LetGo {
  ExecutorId executor;
};
using DepartureAction = std::variant<CopyBlock, LetGo>;

// Sees executors off that were told to end: each goes when its receivers have stopped, its tasks and the jobs that may
// read what they left are done, and every block it holds is held by somebody who stays, or processed. Pure.
class Departures {
 public:
  static constexpr size_t kCopiesOfAnExecutorMax = 16;
  static constexpr absl::Duration kAskAgainAfter = absl::Seconds(1);

  Departures(const BlockTable& blocks, const ReceiverPlacement& receivers, const Scheduler& scheduler)
      : blocks_(blocks), receivers_(receivers), scheduler_(scheduler) {}

  void AddExecutor(ExecutorId executor) { staying_.insert(executor); }
  void LeaveExecutor(ExecutorId executor);
  void LoseExecutor(ExecutorId executor);

  std::vector<DepartureAction> Step(absl::Time now);

 private:
  using AskedFor = std::map<BlockId, absl::Time>;

  // Those needed soonest come first.
  std::vector<BlockId> OnlyHeldBy(ExecutorId executor) const;
  void AskForCopies(ExecutorId holder, const std::vector<BlockId>& blocks, AskedFor& asked, absl::Time now);

  const BlockTable& blocks_;
  const ReceiverPlacement& receivers_;
  const Scheduler& scheduler_;

  std::set<ExecutorId> staying_;
  std::map<ExecutorId, AskedFor> leaving_;
  std::vector<DepartureAction> actions_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_DEPARTURES_H_
