#include "engine/python/python_memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <limits>

#include "engine/python/process_tree.h"

namespace sluice {
namespace {

// As LimitMemory has set it for this process; where nothing is set, there is no more than the machine.
int64_t BytesMax() {
  rlimit limit{};
  getrlimit(RLIMIT_DATA, &limit);
  if (limit.rlim_cur <= static_cast<rlim_t>(std::numeric_limits<int64_t>::max())) return limit.rlim_cur;
  return int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE);
}

MemoryExcess Count(const std::vector<pid_t>& daemons, int64_t (*bytes_of)(pid_t)) {
  MemoryExcess count{.bytes = bytes_of(getpid()), .bytes_max = BytesMax()};
  for (const pid_t daemon : daemons) {
    count.bytes += bytes_of(daemon);
    for (const pid_t worker : ChildrenOf(daemon)) {
      int64_t bytes = 0;
      for (const pid_t process : ProcessTree(worker)) bytes += bytes_of(process);
      count.bytes += bytes;
      if (bytes > count.largest_bytes) count.largest = worker, count.largest_bytes = bytes;
    }
  }
  return count;
}

}  // namespace

std::optional<MemoryExcess> FindMemoryExcess(const std::vector<pid_t>& daemons) {
  MemoryExcess count = Count(daemons, ResidentBytes);
  if (count.bytes <= count.bytes_max) return std::nullopt;
  count = Count(daemons, ProportionalBytes);
  if (count.bytes <= count.bytes_max) return std::nullopt;
  return count;
}

}  // namespace sluice
