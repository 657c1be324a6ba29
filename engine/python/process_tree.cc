#include "engine/python/process_tree.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "common/base/str_cat.h"

namespace sluice {
namespace {

using Entries = std::filesystem::directory_iterator;

std::vector<pid_t> ChildrenOfThread(const std::filesystem::path& thread) {
  std::vector<pid_t> children;
  std::ifstream listed(thread / "children");
  for (pid_t child = 0; listed >> child;) children.push_back(child);
  return children;
}

// By the names that the system gives to them.
std::set<std::string> SocketsOf(pid_t process) {
  std::set<std::string> sockets;
  std::error_code error;
  for (Entries file(StrCat("/proc/", process, "/fd"), error); !error && file != Entries(); file.increment(error)) {
    std::error_code closed;
    const std::string target = std::filesystem::read_symlink(file->path(), closed).string();
    if (target.rfind("socket:", 0) == 0) sockets.insert(target);
  }
  return sockets;
}

}  // namespace

std::vector<pid_t> ChildrenOf(pid_t process) {
  std::vector<pid_t> all;
  std::error_code error;
  for (Entries thread(StrCat("/proc/", process, "/task"), error); !error && thread != Entries();
       thread.increment(error)) {
    const std::vector<pid_t> children = ChildrenOfThread(thread->path());
    all.insert(all.end(), children.begin(), children.end());
  }
  return all;
}

bool HasForkWithItsSockets(pid_t process) {
  for (const pid_t child : ChildrenOfThread(StrCat("/proc/", process, "/task/", process))) {
    const std::set<std::string> own = SocketsOf(process);
    const std::set<std::string> theirs = SocketsOf(child);
    if (std::any_of(theirs.begin(), theirs.end(), [&own](const auto& socket) { return own.contains(socket); }))
      return true;
  }
  return false;
}

std::vector<pid_t> ProcessTree(pid_t root) {
  std::vector<pid_t> tree = {root};
  for (size_t i = 0; i < tree.size(); ++i) {
    const std::vector<pid_t> children = ChildrenOf(tree[i]);
    tree.insert(tree.end(), children.begin(), children.end());
  }
  return tree;
}

bool IsThere(pid_t process) { return kill(process, 0) == 0 || errno != ESRCH; }

void KillTree(pid_t root) {
  // No process of ours has such a number, and the system takes some of them for many processes.
  if (root <= 1) return;
  // It starts no others meanwhile.
  kill(root, SIGSTOP);
  for (const pid_t process : ProcessTree(root)) kill(process, SIGKILL);
}

int64_t ResidentBytes(pid_t process) {
  std::ifstream pages(StrCat("/proc/", process, "/statm"));
  int64_t size = 0, resident = 0;
  pages >> size >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

int64_t ProportionalBytes(pid_t process) {
  std::ifstream sums(StrCat("/proc/", process, "/smaps_rollup"));
  std::string name;
  while (sums >> name && name != "Pss:") {
  }
  int64_t kilobytes = 0;
  sums >> kilobytes;
  return kilobytes << 10;
}

}  // namespace sluice
