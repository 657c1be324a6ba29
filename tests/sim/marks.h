#ifndef SLUICE_TESTS_SIM_MARKS_H_
#define SLUICE_TESTS_SIM_MARKS_H_

#include <array>
#include <cstdint>

namespace sluice {

// What runs are meant to go through. A fault that never reached its mark over many seeds proves nothing.
enum class Mark {
  // Faults.
  kExecutorsKilled,
  kReceiversKilled,  // Executors killed that ran one.
  kKilledDuringStop,
  kExecutorsDrained,
  kReceiversDrained,  // Executors drained that ran one.
  kLateExecutors,
  kDriverLinksCut,
  kPeerLinksCut,
  kLinksSlowed,
  kTasksSlowed,
  kSourcesBroken,
  kSourcesClosed,
  kClockSetBack,
  kClockSetForward,
  kDriversKilled,
  kDriversReplaced,  // They stood still, and a next life began.
  kDisksTroubled,    // Full, read-only, slow, or not able to sync.
  kBitsFlipped,
  // What they led to.
  kReceiversMoved,
  kLetGo,              // An executor left when the driver said so.
  kBlocksHandedOver,   // An executor that left was asked for copies before.
  kReattached,         // An executor came back under its id.
  kFilesTorn,          // A loss of power has torn them.
  kTasksFailed,        // User code threw.
  kTasksLaunchedAgain,
  kTasksCopied,     // The first attempt had neither ended nor was it lost.
  kInputsLost,      // A task could not read its input.
  kMapOutputsLost,  // A map task had to run again although it had succeeded.
  kReplicaReads,    // The executor of the block's receiver was out of reach.
  kLateReports,     // The attempt had been replaced meanwhile.
  kStoresFull,      // A replica was refused for want of room.
  kBlocksOnDisk,    // Reports that said so.
  kBatchesSideBySide,
  kLinesLost,  // Read, not counted, and nobody is to blame.
  // What was there to be mistaken for one another.
  kEqualBatchTimes,  // Batches whose time a batch of another run has, too.
  kTasksOfNoRun,     // Their jobs are of no batch.
  kCount,
};
const char* MarkName(Mark mark);

class Marks {
 public:
  void Add(Mark mark, int64_t count = 1) { counts_[static_cast<int>(mark)] += count; }
  void Add(const Marks& other) {
    for (int i = 0; i < static_cast<int>(Mark::kCount); ++i) counts_[i] += other.counts_[i];
  }
  int64_t operator[](Mark mark) const { return counts_[static_cast<int>(mark)]; }

 private:
  std::array<int64_t, static_cast<int>(Mark::kCount)> counts_{};
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_MARKS_H_
