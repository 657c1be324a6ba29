#ifndef SLUICE_DRIVER_BLOCK_MASTER_NEEDED_LOGS_H_
#define SLUICE_DRIVER_BLOCK_MASTER_NEEDED_LOGS_H_

#include <map>

#include "driver/block_master/block_table.h"
#include "state/received/received_log_files.h"

namespace sluice {

// Of each stream whose receiver has a log: the files that may still be read.
using NeededLogs = std::map<StreamId, NeededLogFiles>;

// What the run's blocks that are not forgotten need, and the file that each stream's newest start of its receiver
// writes: that has told of what the former ones had left before it told of a block of its own.
NeededLogs NeededLogsOf(const BlockTable& table, RunId run);

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_NEEDED_LOGS_H_
