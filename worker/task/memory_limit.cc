#include "worker/task/memory_limit.h"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <new>
#include <thread>

#include "worker/task/running_task.h"

namespace sluice {
namespace {

// Sanitizers take memory for themselves and do not count it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSanitized = true;
#else
constexpr bool kIsSanitized = false;
#endif

using SteadyClock = std::chrono::steady_clock;
constexpr auto kWaitForMemory = std::chrono::seconds(5);
constexpr auto kStep = std::chrono::milliseconds(10);
// Of the limit, what may lie free until IsMemoryStillShort: at the end of each heap, and in one piece anywhere.
constexpr int64_t kFreeShare = 16, kPieceShare = 512;
constexpr int64_t kFreeMax = 256 << 20, kPieceMax = 32 << 20;  // glibc takes no larger piece.

// Called by operator new until it finds memory.
void OnNoMemory() {
  if (RunningTask::OfThisThread() != nullptr) throw std::bad_alloc();
  thread_local SteadyClock::time_point first, last;
  const SteadyClock::time_point now = SteadyClock::now();
  if (now - last > 10 * kStep) first = now;
  last = now;
  if (now - first > kWaitForMemory) throw std::bad_alloc();
  std::this_thread::sleep_for(kStep);
}

int64_t UsedBytes() {
  std::ifstream statm("/proc/self/statm");
  int64_t size = 0, resident = 0, shared = 0, text = 0, unused = 0, data = 0;
  statm >> size >> resident >> shared >> text >> unused >> data;
  return data * sysconf(_SC_PAGESIZE);
}

}  // namespace

int64_t MachineMemoryBytes() { return int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE); }

void LimitMemory(int64_t bytes) {
  if (kIsSanitized) return;
  // Batches take and give back the same memory again and again. The system would clear it, page by page, each time.
  mallopt(M_MMAP_THRESHOLD, static_cast<int>(std::min(bytes / kPieceShare, kPieceMax)));
  mallopt(M_TRIM_THRESHOLD, static_cast<int>(std::min(bytes / kFreeShare, kFreeMax)));
  rlimit limit{};
  getrlimit(RLIMIT_DATA, &limit);
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > static_cast<rlim_t>(bytes)) limit.rlim_cur = bytes;
  setrlimit(RLIMIT_DATA, &limit);
  std::set_new_handler(OnNoMemory);
}

bool IsMemoryStillShort() {
  malloc_trim(0);
  rlimit limit{};
  getrlimit(RLIMIT_DATA, &limit);
  return limit.rlim_cur != RLIM_INFINITY && UsedBytes() > static_cast<int64_t>(limit.rlim_cur / 4 * 3);
}

}  // namespace sluice
