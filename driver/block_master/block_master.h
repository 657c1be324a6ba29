#ifndef SLUICE_DRIVER_BLOCK_MASTER_BLOCK_MASTER_H_
#define SLUICE_DRIVER_BLOCK_MASTER_BLOCK_MASTER_H_

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "driver/block_master/block_log.h"
#include "driver/block_master/block_table.h"
#include "driver/block_master/block_update.h"

namespace sluice {

// What is known of received blocks, and the one door by which it changes. Not thread-safe.
class BlockMaster {
 public:
  // From now on changes of the run's blocks are kept there, until it ends.
  void KeepIn(std::shared_ptr<BlockLog> log, RunId run) { logs_[run] = std::move(log); }
  // The log stays as it is, whatever becomes of the run: a later life of it goes on from there.
  void LeaveLog(RunId run) { logs_.erase(run); }

  // Refused as the update's CanApply says, else appended to the log of the run that it is of, if that has one, and then
  // applied to the table: what the table knows, the log will keep. With any error nothing has changed.
  absl::Status Apply(const BlockUpdate& update);

  // Executors that hold a block which was dropped since the last call.
  std::vector<std::pair<BlockId, ExecutorId>> TakeDropped() { return std::exchange(table_.dropped, {}); }

  const BlockTable& table() const { return table_; }

 private:
  std::map<RunId, std::shared_ptr<BlockLog>> logs_;
  BlockTable table_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_BLOCK_MASTER_H_
