#ifndef SLUICE_TESTS_SIM_SWEEP_H_
#define SLUICE_TESTS_SIM_SWEEP_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/sim/seed_run.h"

namespace sluice {

struct SweepOptions {
  uint64_t first_seed = 1;
  int64_t seeds = 1000;
  int threads = 2;
  int failures_max = 5;                                // Then it stops.
  size_t history_max = 100;                            // Events of a failed run.
  std::function<void(const SeedOutcome&)> on_outcome;  // One at a time, in any order.
};

struct SweepResult {
  int64_t seeds = 0;
  std::vector<SeedOutcome> failures;  // Run again with their history.
  Marks marks;
  std::map<std::string, Marks> marks_of_mix;
  LineLedger::Summary lines;
  int64_t batches = 0;
  absl::Duration simulated;
  absl::Duration real_time;

  double seeds_per_second() const { return seeds / std::max(1e-9, absl::ToDoubleSeconds(real_time)); }
};

// Each seed has the mix that comes next.
SweepResult Sweep(const SweepOptions& options, const std::vector<FaultMix>& mixes);

// Faults of these mixes that have never happened, and marks that no run has reached.
std::vector<std::string> Unreached(const Marks& marks, const std::vector<FaultMix>& mixes);
// Faults of mixes that have hit nothing in all seeds of theirs, each as "FAULT of MIX".
std::vector<std::string> NeverHappened(const SweepResult& result, const std::vector<FaultMix>& mixes);
std::string MarksTable(const SweepResult& result);
// What was wrong, the last events and how to see it again.
std::string Describe(const SeedOutcome& failure);

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_SWEEP_H_
