#ifndef SLUICE_WORKER_TASK_MEMORY_LIMIT_H_
#define SLUICE_WORKER_TASK_MEMORY_LIMIT_H_

#include <cstdint>

namespace sluice {

// What the machine has.
int64_t MachineMemoryBytes();

// From now on this process gets no more than `bytes` of memory of its own (stacks count, files and code do not). A task
// that asks for more fails with std::bad_alloc; other threads wait until it has given back what it took. For ever;
// without effect in builds with sanitizers, which need all addresses for themselves.
void LimitMemory(int64_t bytes);

// After std::bad_alloc: gives free memory back to the system. True if the process is still near its limit, because what
// took the memory has not given it back.
bool IsMemoryStillShort();

}  // namespace sluice

#endif  // SLUICE_WORKER_TASK_MEMORY_LIMIT_H_
