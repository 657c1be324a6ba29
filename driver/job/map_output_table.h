#ifndef SLUICE_DRIVER_JOB_MAP_OUTPUT_TABLE_H_
#define SLUICE_DRIVER_JOB_MAP_OUTPUT_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "absl/types/span.h"
#include "common/base/ids.h"

namespace sluice {

// The output of one map partition of a shuffle.
struct MapOutputId {
  ShuffleId shuffle;
  int map = 0;

  constexpr auto operator<=>(const MapOutputId&) const = default;
};

// Where the output of each map partition of each shuffle is, and how much of it each reducer reads. An output has one
// holder; when that is lost the map partition runs again.
class MapOutputTable {
 public:
  // Does nothing when the shuffle is open already.
  void Open(ShuffleId shuffle, int maps, int reducers);
  // Forgets the shuffle; returns who held some of it.
  std::set<ExecutorId> Close(ShuffleId shuffle);
  bool IsOpen(ShuffleId shuffle) const { return shuffles_.contains(shuffle); }

  // False, and nothing changes: the output is known already, or is of no open shuffle of this shape. `bytes`: for each
  // reducer.
  bool Add(ShuffleId shuffle, int map, ExecutorId holder, absl::Span<const int64_t> bytes);
  // False: `holder` does not hold it.
  bool Drop(ShuffleId shuffle, int map, ExecutorId holder);
  // False: `from` does not hold it.
  bool Move(const MapOutputId& output, ExecutorId from, ExecutorId to);
  void DropHolder(ExecutorId holder);
  bool HoldsAny(ExecutorId executor) const;

  std::vector<MapOutputId> HeldBy(ExecutorId executor) const;
  // Nothing: nobody, or there is no such output.
  std::optional<ExecutorId> HolderOf(const MapOutputId& output) const;
  // For each reducer, 4 GiB at most. REQUIRES: somebody holds it.
  std::vector<int64_t> BytesOf(const MapOutputId& output) const;

  bool Has(ShuffleId shuffle, int map) const;
  bool IsComplete(ShuffleId shuffle) const;  // False also when not open.
  std::vector<int> Missing(ShuffleId shuffle) const;
  // For each map partition its holder, none where it has nothing for this reducer. REQUIRES: complete.
  std::vector<std::optional<ExecutorId>> HoldersFor(ShuffleId shuffle, int reducer) const;
  // Adds what `reducer` reads from each executor.
  void AddBytesFor(ShuffleId shuffle, int reducer, std::map<ExecutorId, int64_t>& bytes) const;

 private:
  struct Output {
    std::optional<ExecutorId> holder;
    std::vector<uint32_t> reducer_bytes;  // More than 4 GiB counts as 4 GiB.
  };
  struct Shuffle {
    int reducers = 0;
    int missing = 0;
    std::vector<Output> outputs;
  };
  static void Clear(Shuffle& shuffle, Output& output);
  const Output* Find(const MapOutputId& output) const;  // Null: it is of no open shuffle of this shape.

  std::map<ShuffleId, Shuffle> shuffles_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_JOB_MAP_OUTPUT_TABLE_H_
