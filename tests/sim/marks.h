#ifndef SLUICE_TESTS_SIM_MARKS_H_
#define SLUICE_TESTS_SIM_MARKS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "tests/sim/fault_kind.h"

namespace sluice {

// What runs are meant to go through, besides the faults of their mix. A fault that never reached its mark over many
// seeds proves nothing.
enum class Mark {
  // Whom faults have hit.
  kExecutorsKilled,
  kReceiversKilled,  // Executors killed that ran one.
  kKilledDuringStop,
  kReceiversDrained,  // Executors drained that ran one.
  kLateExecutors,
  // What they led to.
  kReceiversMoved,
  kLetGo,             // An executor left when the driver said so.
  kBlocksHandedOver,  // An executor that left was asked for copies before.
  kReattached,        // An executor came back under its id.
  kFilesTorn,         // A loss of power has torn them.
  kTasksFailed,       // User code threw.
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

// How often. Faults are counted by their kind.
class Marks {
 public:
  void Add(Mark mark, int64_t count = 1) { marks_[static_cast<int>(mark)] += count; }
  void Add(FaultKind kind, int64_t count = 1) { faults_[static_cast<int>(kind)] += count; }
  void Add(const Marks& other) {
    for (size_t i = 0; i < marks_.size(); ++i) marks_[i] += other.marks_[i];
    for (size_t i = 0; i < faults_.size(); ++i) faults_[i] += other.faults_[i];
  }
  int64_t operator[](Mark mark) const { return marks_[static_cast<int>(mark)]; }
  int64_t operator[](FaultKind kind) const { return faults_[static_cast<int>(kind)]; }

 private:
  std::array<int64_t, static_cast<int>(Mark::kCount)> marks_{};
  std::array<int64_t, static_cast<int>(FaultKind::kCount)> faults_{};
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_MARKS_H_
