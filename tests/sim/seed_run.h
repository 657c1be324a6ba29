#ifndef SLUICE_TESTS_SIM_SEED_RUN_H_
#define SLUICE_TESTS_SIM_SEED_RUN_H_

#include <cstdint>
#include <deque>
#include <string>

#include "absl/status/status.h"
#include "tests/sim/fault_mix.h"
#include "tests/sim/line_ledger.h"
#include "tests/sim/marks.h"

namespace sluice {

struct SeedOutcome {
  uint64_t seed = 0;
  std::string mix;
  absl::Status status;  // Why the run was wrong.
  Marks marks;
  LineLedger::Summary lines;
  int64_t batches = 0;
  absl::Duration simulated;
  std::deque<std::string> history;  // The last events before the end.
};

// One simulated run: an application, its sources and `mix`, all drawn from `seed`, and the judgement on what came out.
// Remembers the last `history_max` events, which takes time.
SeedOutcome RunSeed(uint64_t seed, const FaultMix& mix, size_t history_max);

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_SEED_RUN_H_
