#ifndef SLUICE_DRIVER_SCHEDULE_OUTPUT_HANDOVER_H_
#define SLUICE_DRIVER_SCHEDULE_OUTPUT_HANDOVER_H_

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "driver/job/map_output_table.h"

namespace sluice {

// An executor that stays takes a map output over from one that leaves.
struct TakeOutput {
  MapOutputId output;
  ExecutorId from;
  ExecutorId executor;         // Who takes it.
  std::vector<int64_t> bytes;  // Departures fills them in, as MapOutputTable has them.
};

// The map outputs of one executor that leaves, as of windows and kept RDDs, on their way to others, so that nobody has
// to make them again. One that nobody can take is left, and made again if it is needed. Pure.
class OutputHandover {
 public:
  static constexpr size_t kOnTheWayMax = 16;

  // What is to be asked for now. `kept`: all that the executor still has for others.
  std::vector<TakeOutput> Step(ExecutorId leaving, const std::vector<MapOutputId>& kept,
                               const std::set<ExecutorId>& staying);
  // Outputs that somebody may still take, as of the last Step.
  size_t left() const { return left_; }

  // `by` has no room for it, or could not get it.
  void OnRefused(const MapOutputId& output, ExecutorId by);
  // It leaves as well, or is lost: others are asked in its place.
  void LoseTaker(ExecutorId taker);

 private:
  std::vector<ExecutorId> TakersOf(const MapOutputId& output, const std::set<ExecutorId>& staying) const;

  std::map<MapOutputId, ExecutorId> asked_;
  std::map<MapOutputId, std::set<ExecutorId>> refused_by_;
  size_t left_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_OUTPUT_HANDOVER_H_
