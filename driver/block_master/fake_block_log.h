#ifndef SLUICE_DRIVER_BLOCK_MASTER_FAKE_BLOCK_LOG_H_
#define SLUICE_DRIVER_BLOCK_MASTER_FAKE_BLOCK_LOG_H_

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

  std::vector<BlockUpdate> updates;
  absl::Status failure;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_FAKE_BLOCK_LOG_H_
