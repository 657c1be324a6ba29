#ifndef SLUICE_DRIVER_CLUSTER_EXECUTOR_TABLE_H_
#define SLUICE_DRIVER_CLUSTER_EXECUTOR_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/base/ids.h"

namespace sluice {

// One conversation between the driver and an executor; never reused.
using LinkId = StrongId<struct LinkIdTag, int64_t>;

struct ExecutorInfo {
  ExecutorId id;
  std::string worker;
  std::string block_address;  // Where its peers reach its blocks.
  int slots = 0;
};

struct ExecutorUse {  // As the executor says with its heartbeats.
  int64_t memory_bytes = 0;
  int64_t disk_bytes = 0;
  int64_t running_tasks = 0;
};

// absent -> attached -> absent -> ...: an executor is attached over one link, until that link is lost or silent. While
// it is attached it may say that it leaves.
class ExecutorTable {
 public:
  struct Executor {
    ExecutorInfo info;
    LinkId link;
    absl::Time heard;
    ExecutorUse use;
    bool leaving = false;  // It ends: nothing new is started on it, but what it has can be read.
  };

  explicit ExecutorTable(absl::Duration lease) : lease_(lease) {}

  // REQUIRES: info.id is absent; lose it first when it comes back while its former link seems open.
  void Attach(const ExecutorInfo& info, LinkId link, absl::Time now);
  // Whose link it is. None: the link is of no attached executor (any more).
  std::optional<ExecutorId> ExecutorOf(LinkId link) const;
  // The same, and notes that it lives.
  std::optional<ExecutorId> Heard(LinkId link, absl::Time now);
  // The driver itself could not listen for `stall`, which counts as nobody's silence.
  void Forgive(absl::Duration stall, absl::Time now);
  void SetUse(ExecutorId id, const ExecutorUse& use);
  // False: it is no news. REQUIRES: attached.
  bool Leave(ExecutorId id) { return !std::exchange(attached_.at(id).leaving, true); }
  // False: was not attached.
  bool Lose(ExecutorId id);
  // Attached executors that have said nothing for a lease.
  std::vector<ExecutorId> Silent(absl::Time now) const;
  // When the first lease ends, unless its executor is heard of; never while nobody is attached.
  absl::Time FirstLeaseEnd() const;

  const Executor* Find(ExecutorId id) const;  // Null unless attached.
  const std::map<ExecutorId, Executor>& attached() const { return attached_; }
  int TotalSlots() const;  // Slots of executors that leave do not count.

 private:
  const absl::Duration lease_;
  std::map<ExecutorId, Executor> attached_;
  std::map<LinkId, ExecutorId> by_link_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_CLUSTER_EXECUTOR_TABLE_H_
