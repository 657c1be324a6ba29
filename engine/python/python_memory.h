#ifndef SLUICE_ENGINE_PYTHON_PYTHON_MEMORY_H_
#define SLUICE_ENGINE_PYTHON_PYTHON_MEMORY_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace sluice {

// What an executor and its Python processes together have in memory when that is more than the executor may.
struct MemoryExcess {
  int64_t bytes = 0, bytes_max = 0;
  pid_t largest = -1;  // The worker that has most of it, with the processes that it has started.
  int64_t largest_bytes = 0;
};

// Counts the processes that come of `daemons`, which workers are children of, and this one. Nullopt: there is room.
std::optional<MemoryExcess> FindMemoryExcess(const std::vector<pid_t>& daemons);

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_PYTHON_MEMORY_H_
