#ifndef SLUICE_WORKER_RECEIVER_HOSTED_RECEIVER_H_
#define SLUICE_WORKER_RECEIVER_HOSTED_RECEIVER_H_

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "common/actor/postbox.h"
#include "common/fs/files.h"
#include "engine/source/block_receiver.h"
#include "engine/source/sealed_block.h"
#include "worker/block/block_store.h"
#include "worker/receiver/log_committer.h"
#include "worker/receiver/receiver_ledger.h"
#include "worker/replica/replicator.h"

namespace sluice {

// How safe the blocks of a receiver are before they are told.
struct BlockSafety {
  int copies = 1;             // Executors that hold it, this one among them.
  ReceivedLogPlace log = {};  // Where it has a log, if it has one.
};

// One receiver and the road of its blocks: received -> stored -> logged -> copied -> told. The receiver's threads call
// the ReceiverHost side; the rest belongs to the executor's mailbox.
class HostedReceiver : public ReceiverHost, public std::enable_shared_from_this<HostedReceiver> {
 public:
  static constexpr int kUnacknowledgedMax = 16;  // Blocks that are not safe yet; the receiver stops reading then.

  struct Environment {
    Runtime& runtime;
    BlockStore& store;
    Replicator& replicator;
    Files& log_files;
    std::shared_ptr<Postbox> postbox;
    std::shared_ptr<Postbox> disk;
    // In order, and not before all blocks ahead are safe. After kStopped or kEnded nothing follows.
    std::function<void(const HostedReceiver& receiver, const ReceiverLedger::Fact& fact)> tell;
  };

  HostedReceiver(ReceiverContext context, const BlockSafety& safety, std::unique_ptr<BlockReceiver> receiver,
                 Environment environment);

  // With a log it starts when that has begun, and what former starts of it have left there is told before.
  void Start();
  void Cut(const BatchKey& batch);
  void SetRate(int64_t records_per_second);
  void Stop();
  bool stopping() const { return stopping_; }
  bool waits_for_room() const { return !waiting_for_room_.empty(); }

  Runtime& runtime() override { return environment_.runtime; }
  const ReceiverContext& context() const override { return context_; }
  bool HasRoom() const override { return unacknowledged_ < kUnacknowledgedMax && unstored_ == 0; }
  void Store(SealedBlock block, StoreDone done) override;
  void CutDone(const BatchKey& batch) override;
  void Report(SourceReport report) override;

 private:
  struct Received {
    HeldBlock held;
    Buffers data;
    StoreDone done;
  };

  std::unique_ptr<LogCommitter> NewLog(const ReceivedLogPlace& place);
  void OnLogOpened(const absl::StatusOr<LoggedBlocks>& found);
  void OnLogTrouble(const absl::Status& trouble);
  void StartReceiver();
  void OnStored(std::shared_ptr<Received> block, const absl::Status& stored);
  void Keep(std::shared_ptr<Received> block);
  void OnLogged(std::shared_ptr<Received> block, const absl::StatusOr<PlaceInLog>& place);
  void StoreFirstAfter(absl::Duration delay);
  void OnFirstStored(const absl::Status& stored);
  void Copy(std::shared_ptr<Received> block);
  void OnCopied(Received& block, const absl::Status& copied);
  void Drop(Received& block, const absl::Status& why);
  void Finish(Received& block, const absl::Status& result);
  void TellWhatIsSafe();

  // What happens elsewhere comes here, if this still exists.
  template <class F>
  Task IfAlive(F f) {
    return [weak = weak_from_this(), f = std::move(f)]() mutable {
      if (std::shared_ptr<HostedReceiver> self = weak.lock()) f(*self);
    };
  }

  ReceiverContext context_;  // Constant once the receiver is started.
  const int copies_;
  const Environment environment_;

  // Thread-safe.
  std::atomic<int64_t> next_sequence_{0};
  std::atomic<int> unacknowledged_{0};
  std::atomic<int> unstored_{0};  // Blocks the store had no room for, and those behind them.

  // Of the mailbox.
  ReceiverLedger ledger_;
  std::deque<std::shared_ptr<Received>> waiting_for_room_;
  bool started_ = false;
  bool stopping_ = false;
  bool warned_ = false;
  bool log_fails_ = false;

  const std::unique_ptr<LogCommitter> log_;  // Null: none.

  const std::unique_ptr<BlockReceiver> receiver_;  // Last: its thread calls the above until it is gone.
};

}  // namespace sluice

#endif  // SLUICE_WORKER_RECEIVER_HOSTED_RECEIVER_H_
