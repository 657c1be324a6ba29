#ifndef SLUICE_DRIVER_DAEMON_MEMORY_JOURNAL_H_
#define SLUICE_DRIVER_DAEMON_MEMORY_JOURNAL_H_

#include <vector>

#include "driver/daemon/registry_log.h"

namespace sluice {

// For tests: keeps the updates, and answers what it is told to.
class MemoryJournal : public RegistryJournal {
 public:
  absl::Status Write(const RegistryUpdate& update) override {
    updates.push_back(update);
    return status;
  }
  absl::Status Note(const RegistryUpdate& update) override { return Write(update); }

  std::vector<RegistryUpdate> updates;
  absl::Status status;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_MEMORY_JOURNAL_H_
