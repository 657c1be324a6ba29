#ifndef SLUICE_TESTS_SIM_FAULT_KIND_H_
#define SLUICE_TESTS_SIM_FAULT_KIND_H_

#include <string_view>

#include "absl/types/span.h"

namespace sluice {

// What can go wrong in a run. A new one gets a row of the table, and what happens is in FaultInjector::Inject.
enum class FaultKind {
  kKillReceiver,  // The executor that runs a receiver.
  kKillOther,     // An executor that runs none.
  kKillOneByOne,  // One executor after the other, `lasts` apart.
  kDrain,         // An executor is told to end in order.
  kCutDriver,     // The driver and one executor cannot reach each other.
  kCutPeers,      // Two executors cannot reach each other.
  kCutBoth,       // Nobody can reach one executor.
  kSlowDriver,    // What they say to each other comes up to `delay` late.
  kSlowPeers,
  kSlowTasks,      // Tasks take up to `delay`.
  kFailingTasks,   // A task throws.
  kBreakSource,    // Connections of a source are reset; it takes new ones after `lasts`.
  kCloseSource,    // A source ends in order, and goes on to the next connection.
  kClockBack,      // The wall clock is set back by up to `by`.
  kClockForward,   // The wall clock is set forward by up to `by`.
  kKillDriver,     // kill -9 or loss of power; its next life begins after `lasts`.
  kReplaceDriver,  // The driver stands still for `lasts`; meanwhile its next life begins on another machine.
  kFullDisk,       // The disk of checkpoint directories takes little more for `lasts`.
  kReadOnlyDisk,
  kFailingSyncs,
  kSlowDisk,  // Each call takes up to `delay`.
  kFlipBit,   // A bit of a log of received blocks turns over.
  kCount,
};

// What a kind says of itself. By its name it is found in the file of a mix, and counted.
struct FaultTraits {
  FaultKind kind;
  std::string_view name;
  bool needs_checkpoint = false;  // Nothing would go on after it, or there would be no disk to be in trouble.
};

// Of every kind, once.
absl::Span<const FaultTraits> AllFaults();
const FaultTraits& TraitsOf(FaultKind kind);

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_FAULT_KIND_H_
