#ifndef SLUICE_WORKER_RECEIVER_LOG_COMMITTER_H_
#define SLUICE_WORKER_RECEIVER_LOG_COMMITTER_H_

#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/actor/runtime.h"
#include "common/base/mutex.h"
#include "common/fs/files.h"
#include "state/received/received_log_files.h"
#include "state/received/received_log_writer.h"
#include "worker/block/held_block.h"

namespace sluice {

// Writes the blocks of one receiver into its log, in a mailbox of its own: all that wait when the disk is free share
// one write and one sync. Whoever appends keeps the number of blocks that wait within bounds. Thread-safe; what it is
// given is called in its mailbox.
class LogCommitter {
 public:
  static constexpr int64_t kCommitBytesMax = 32 << 20;  // A block that is bigger has a commit for itself.
  static constexpr absl::Duration kRetry = absl::Milliseconds(200);

  // What former starts of the receiver have left.
  using Opened = std::function<void(absl::StatusOr<LoggedBlocks>)>;
  // Where the block is, for good. FAILED_PRECONDITION: another start of the receiver has begun, or another
  // application; it is in no log.
  using Done = std::function<void(absl::StatusOr<PlaceInLog>)>;
  // The disk does not take what there is, for this reason; it is tried again and again.
  using Trouble = std::function<void(const absl::Status&)>;

  // `files` outlives it.
  LogCommitter(Runtime& runtime, Files& files, ReceivedLogWriter::Options options, Trouble trouble);

  // First, once: it begins its log, tries again until that succeeds or another start has begun, and looks for others.
  // ABORTED: who has ordered it has lost the checkpoint directory.
  void Open(Opened opened);
  void Append(const HeldBlock& block, Buffers data, Done done);

 private:
  struct Pending {
    HeldBlock block;
    Buffers data;
    Done done;
    PlaceInLog place = {};
  };

  void TryToOpen(Opened opened);
  absl::StatusOr<LoggedBlocks> Begin();
  void CommitNext();
  std::vector<Pending> TakeNext();
  absl::Status Write(std::vector<Pending>& blocks);
  void PutBack(std::vector<Pending> blocks);

  Files& files_;
  const ReceivedLogWriter::Options options_;
  const Trouble trouble_;

  // Of the mailbox.
  std::unique_ptr<ReceivedLogWriter> writer_;

  Mutex mu_;
  std::deque<Pending> pending_ ABSL_GUARDED_BY(mu_);
  bool commits_ ABSL_GUARDED_BY(mu_) = false;  // A task that looks for more is under way.

  std::unique_ptr<Mailbox> mailbox_;  // Last: its tasks use the rest.
};

}  // namespace sluice

#endif  // SLUICE_WORKER_RECEIVER_LOG_COMMITTER_H_
