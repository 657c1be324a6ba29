#ifndef SLUICE_WORKER_TASK_MAP_OUTPUT_H_
#define SLUICE_WORKER_TASK_MAP_OUTPUT_H_

#include <cstdint>
#include <vector>

#include "common/base/ids.h"

namespace sluice {

// What a task has left of one map partition.
struct HeldMapOutput {
  ShuffleId shuffle;
  int map_partition = 0;
  std::vector<int64_t> reducer_bytes;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_TASK_MAP_OUTPUT_H_
