#ifndef SLUICE_DRIVER_DAEMON_MEMORY_JOURNAL_H_
#define SLUICE_DRIVER_DAEMON_MEMORY_JOURNAL_H_

#include <vector>

#include "driver/daemon/application_log.h"

namespace sluice {

// For tests: keeps the updates, and answers what it is told to.
class MemoryJournal : public ApplicationJournal {
 public:
  absl::Status Write(const ApplicationUpdate& update) override {
    updates.push_back(update);
    return status;
  }
  absl::Status Note(const ApplicationUpdate& update) override { return Write(update); }

  std::vector<ApplicationUpdate> updates;
  absl::Status status;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_MEMORY_JOURNAL_H_
