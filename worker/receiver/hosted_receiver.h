#ifndef SLUICE_WORKER_RECEIVER_HOSTED_RECEIVER_H_
#define SLUICE_WORKER_RECEIVER_HOSTED_RECEIVER_H_

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "common/actor/postbox.h"
#include "engine/source/block_receiver.h"
#include "engine/source/sealed_block.h"
#include "worker/block/block_store.h"
#include "worker/receiver/receiver_ledger.h"
#include "worker/replica/replicator.h"

namespace sluice {

// One receiver and the road of its blocks: received -> stored -> copied -> told. The receiver's threads call the
// ReceiverHost side; the rest belongs to the executor's mailbox.
class HostedReceiver : public ReceiverHost, public std::enable_shared_from_this<HostedReceiver> {
 public:
  static constexpr int kUnacknowledgedMax = 16;  // Blocks that are not safe yet; the receiver stops reading then.

  struct Environment {
    Runtime& runtime;
    BlockStore& store;
    Replicator& replicator;
    std::shared_ptr<Postbox> postbox;
    std::shared_ptr<Postbox> disk;
    // In order, and not before all blocks ahead are safe. After kStopped or kEnded nothing follows.
    std::function<void(const HostedReceiver& receiver, const ReceiverLedger::Fact& fact)> tell;
  };

  HostedReceiver(ReceiverContext context, int copies, std::unique_ptr<BlockReceiver> receiver, Environment environment);

  void Start() { receiver_->Start(*this); }
  void Cut(const BatchKey& batch) { receiver_->Cut(batch); }
  void SetRate(int64_t records_per_second) { receiver_->SetRate(records_per_second); }
  void Stop();
  bool stopping() const { return stopping_; }

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

  void OnStored(std::shared_ptr<Received> block, const absl::Status& stored);
  void StoreFirstAfter(absl::Duration delay);
  void OnFirstStored(const absl::Status& stored);
  void Copy(std::shared_ptr<Received> block);
  void OnCopied(Received& block, const absl::Status& copied);
  void Finish(Received& block, const absl::Status& result);
  void TellWhatIsSafe();

  // What happens elsewhere comes here, if this still exists.
  template <class F>
  Task IfAlive(F f) {
    return [weak = weak_from_this(), f = std::move(f)]() mutable {
      if (std::shared_ptr<HostedReceiver> self = weak.lock()) f(*self);
    };
  }

  const ReceiverContext context_;
  const int copies_;
  const Environment environment_;

  // Thread-safe.
  std::atomic<int64_t> next_sequence_{0};
  std::atomic<int> unacknowledged_{0};
  std::atomic<int> unstored_{0};  // Blocks the store had no room for, and those behind them.

  // Of the mailbox.
  ReceiverLedger ledger_;
  std::deque<std::shared_ptr<Received>> waiting_for_room_;
  bool stopping_ = false;
  bool warned_ = false;

  const std::unique_ptr<BlockReceiver> receiver_;  // Last: its thread calls the above until it is gone.
};

}  // namespace sluice

#endif  // SLUICE_WORKER_RECEIVER_HOSTED_RECEIVER_H_
