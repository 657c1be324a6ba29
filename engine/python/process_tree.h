#ifndef SLUICE_ENGINE_PYTHON_PROCESS_TREE_H_
#define SLUICE_ENGINE_PYTHON_PROCESS_TREE_H_

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace sluice {

// The processes that `process` has started and that live.
std::vector<pid_t> ChildrenOf(pid_t process);

// `root`, its children, theirs and so on.
std::vector<pid_t> ProcessTree(pid_t root);

// The main thread of `process` has started one that has a socket of it: a fork that has not become another program.
bool HasForkWithItsSockets(pid_t process);

// False: it has ended, and nobody has the number any more.
bool IsThere(pid_t process);

// SIGKILL to all of them, also to those that it is about to start.
void KillTree(pid_t root);

// Bytes that a process has in memory. What several processes have counts for each; 0: it has ended.
int64_t ResidentBytes(pid_t process);
// What several have counts for each in part. Takes the system a millisecond a process.
int64_t ProportionalBytes(pid_t process);

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_PROCESS_TREE_H_
