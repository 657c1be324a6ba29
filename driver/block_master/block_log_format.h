#ifndef SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_FORMAT_H_
#define SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_FORMAT_H_

#include <optional>

#include "absl/status/statusor.h"
#include "driver/block_master/block_update.h"
#include "proto/block_log.pb.h"

namespace sluice {

// What the log of a run says of a change. None: it is nothing that outlives the driver, as who holds a block.
std::optional<v1::BlockLogRecord> ToRecord(const BlockUpdate& update);

// The change, of `run`: a log does not number its run. DATA_LOSS: no version of Sluice has written that.
absl::StatusOr<BlockUpdate> FromRecord(const v1::BlockLogRecord& record, RunId run);

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_FORMAT_H_
