#ifndef SLUICE_DRIVER_RUN_STREAM_RUN_BLOCKS_H_
#define SLUICE_DRIVER_RUN_STREAM_RUN_BLOCKS_H_

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "driver/block_master/block_master.h"
#include "driver/block_master/source_positions.h"
#include "driver/run/run_action.h"

namespace sluice {

// What a streaming run has received, from waiting to freed: its view of the block master. Stream i of the run is the
// i-th input of its plan that has a receiver. It begins with what its log says that a former life has received. Errors
// are those of BlockMaster: nothing has changed.
class RunBlocks {
 public:
  RunBlocks(RunId run, std::shared_ptr<const StreamingPlan> plan, BlockMaster& master, RunLog log);

  // Before all that follows.
  absl::Status Begin();
  // Of a former life: the batches up to the last one that it had assigned which the checkpoint does not call finished,
  // oldest first, to be run again. Those of which a stop has saved the rows have no blocks. The others are forgotten.
  absl::StatusOr<std::vector<BatchRecord>> Unfinished(std::vector<RunAction>& freed);
  // Its streams are those of a former life, which may have received more than its log says.
  bool goes_on() const { return !streams_.empty() && streams_.front().life() < master_.table().life(); }
  // In blocks of that life that no finished batch has, as far as its log says.
  int64_t records_of_former_life() const { return log_.image.UnprocessedRecords(); }
  // Waits until all that was learnt so far is kept, then removes what nobody will read any more of receivers' logs. For
  // any thread.
  std::function<absl::Status()> Committer() const;

  const std::vector<StreamId>& streams() const { return streams_; }
  const InputStreamSpec& InputOf(StreamId stream) const;
  // Where its receivers have logs, if they have any.
  ReceivedLogPlace received() const { return plan_->write_ahead_log ? log_.received : ReceivedLogPlace(); }
  int64_t RecordsOf(const ReceiverEpoch& receiver) const;
  // Where the next start of the stream's receiver goes on, if its source has positions.
  SafePositions ResumeFrom(StreamId stream) const { return ResumePositions(stream, master_.table()); }

  // A block is there that is in no batch.
  bool HasAssignable() const { return !master_.table().Assignable(run_).empty(); }
  // In blocks that are in no batch, whoever holds them.
  int64_t RecordsUnassigned() const;
  // Gives the batch all such blocks; the record says how much that is.
  absl::StatusOr<BatchRecord> Assign(BatchTime batch);
  BatchTime last_assigned() const { return last_assigned_; }
  // The batch's blocks as partitions: what a receiver got in one block interval is one partition, however many blocks
  // it was cut into. A block whose interval is not known goes with the one before it.
  BatchBlocks Of(BatchTime batch) const;
  // All output of the batch is made.
  absl::Status Finish(BatchTime batch);
  // Nobody will read the batch again; adds who may free what.
  absl::Status Forget(BatchTime batch, std::vector<RunAction>& freed);
  // The same of all batches up to `batch`.
  absl::Status ForgetUntil(BatchTime batch, std::vector<RunAction>& freed);
  // A write-ahead log stays as it is from now on, whatever is forgotten: a later life has all that is in no finished
  // batch, and what receivers have written and told nobody.
  void LeaveLog();
  // Nor the blocks that wait. It leaves the log. Nothing follows.
  absl::Status End(std::vector<RunAction>& freed);
  // What was forgotten so far and is left there.
  int64_t records_for_later() const { return records_for_later_; }

 private:
  std::map<BatchTime, BatchRecord> BatchesOfFormerLife() const;
  BatchKey KeyOf(BatchTime batch) const { return {run_, batch}; }
  BatchRecord Describe(BatchTime batch, const std::vector<BlockId>& ids) const;
  // Null: none of its blocks is known. It may have rows that a former life has saved.
  const BlockTable::Batch* Find(BatchTime batch) const;
  void Free(const BlockId& id, std::vector<RunAction>& freed) const;
  int64_t RecordsInLogs(const std::vector<BlockId>& ids) const;

  const RunId run_;
  const std::shared_ptr<const StreamingPlan> plan_;
  BlockMaster& master_;
  const RunLog log_;
  const std::vector<StreamId> streams_;
  BatchTime last_assigned_;
  int64_t records_for_later_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_STREAM_RUN_BLOCKS_H_
