#ifndef SLUICE_DRIVER_BLOCK_MASTER_FAKE_BLOCK_LOG_H_
#define SLUICE_DRIVER_BLOCK_MASTER_FAKE_BLOCK_LOG_H_

#include <cstddef>
#include <vector>

#include "driver/block_master/block_log.h"

namespace sluice {

// Keeps the updates in memory, until a test lets it fail.
class FakeBlockLog : public BlockLog {
 public:
  absl::Status Append(const BlockUpdate& update) override {
    if (failure.ok()) updates.push_back(update);
    return failure;
  }
  absl::Status Commit() override {
    if (commit_failure.ok()) committed = updates.size();
    return commit_failure;
  }
  void RemoveReceived(const NeededLogs& needed) override { needed_logs = needed; }

  std::vector<BlockUpdate> updates;
  size_t committed = 0;    // So many of them.
  NeededLogs needed_logs;  // As they were said last.
  absl::Status failure;
  absl::Status commit_failure;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_FAKE_BLOCK_LOG_H_
