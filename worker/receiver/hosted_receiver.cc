#include "worker/receiver/hosted_receiver.h"

#include <utility>

#include "common/actor/runtime.h"
#include "common/base/str_cat.h"
#include "common/observe/logging.h"

namespace sluice {
namespace {

constexpr absl::Duration kFullStoreRetry = absl::Milliseconds(20);

}  // namespace

HostedReceiver::HostedReceiver(ReceiverContext context, int copies, std::unique_ptr<BlockReceiver> receiver,
                               Environment environment)
    : context_(context), copies_(copies), environment_(std::move(environment)), receiver_(std::move(receiver)) {}

void HostedReceiver::Stop() {
  if (!std::exchange(stopping_, true)) receiver_->Stop();
}

// Stored right here: when that has to wait for the disk, the receiver waits as well, and the executor does not.
void HostedReceiver::Store(SealedBlock block, StoreDone done) {
  ++unacknowledged_;
  const BlockId id = BlockId::Input(context_.stream, context_.epoch, next_sequence_++);
  HeldBlock held{id, std::move(block.info)};
  held.info.bytes = static_cast<int64_t>(block.data.size());
  auto received = std::make_shared<Received>(Received{held, {std::move(block.data)}, std::move(done)});
  // Behind a block that waits for room nothing is stored: it could not be told, so it would hold its room for ever.
  const bool waits = unstored_ > 0 && held.info.bytes <= kBlockBytesMax;
  absl::Status stored =
      waits ? absl::ResourceExhaustedError("earlier blocks wait for room") : environment_.store.Put(id, received->data);
  if (absl::IsResourceExhausted(stored)) ++unstored_;
  environment_.postbox->Post(IfAlive([received, stored](HostedReceiver& self) { self.OnStored(received, stored); }));
}

void HostedReceiver::CutDone(const BatchKey& batch) {
  environment_.postbox->Post(IfAlive([batch](HostedReceiver& self) {
    self.ledger_.Add(ReceiverLedger::Cut{batch});
    self.TellWhatIsSafe();
  }));
}

void HostedReceiver::Report(SourceReport report) {
  environment_.postbox->Post(IfAlive([report = std::move(report)](HostedReceiver& self) {
    self.ledger_.Add(report);
    self.TellWhatIsSafe();
  }));
}

void HostedReceiver::OnStored(std::shared_ptr<Received> block, const absl::Status& stored) {
  if (stored.ok() || absl::IsResourceExhausted(stored)) {
    ledger_.AddBlock(block->held);
    if (stored.ok()) return Copy(std::move(block));
    waiting_for_room_.push_back(std::move(block));
    if (waiting_for_room_.size() > 1) return;
    LogWarning("executor", "stream ", context_.stream, " waits for room: ", stored.message());
    return StoreFirstAfter(kFullStoreRetry);
  }
  LogError("executor", "a received block is dropped: ", stored.message());
  ledger_.Add(SourceReport{
      .state = SourceState::kError, .message = "a received block is dropped", .error = std::string(stored.message())});
  Finish(*block, stored);
}

void HostedReceiver::StoreFirstAfter(absl::Duration delay) {
  environment_.disk->PostAfter(
      delay, IfAlive([block = waiting_for_room_.front()](HostedReceiver& self) {
        absl::Status stored = self.environment_.store.Put(block->held.id, block->data);
        self.environment_.postbox->Post(self.IfAlive([stored](HostedReceiver& self) { self.OnFirstStored(stored); }));
      }));
}

void HostedReceiver::OnFirstStored(const absl::Status& stored) {
  if (!stored.ok()) return StoreFirstAfter(kFullStoreRetry);
  --unstored_;
  std::shared_ptr<Received> block = std::move(waiting_for_room_.front());
  waiting_for_room_.pop_front();
  if (!waiting_for_room_.empty()) StoreFirstAfter(absl::ZeroDuration());
  Copy(std::move(block));
}

void HostedReceiver::Copy(std::shared_ptr<Received> block) {
  InputCopy copy{block->held.id, block->held.info, std::move(block->data)};
  environment_.replicator.Replicate(std::move(copy), copies_,
                                    [weak = weak_from_this(), block](const absl::Status& copied) {
                                      if (auto self = weak.lock()) self->OnCopied(*block, copied);
                                    });
}

void HostedReceiver::OnCopied(Received& block, const absl::Status& copied) {
  if (!copied.ok() && !std::exchange(warned_, true)) {
    LogWarning("executor", "stream ", context_.stream, " goes on with too few copies: ", copied.message());
  }
  if (copied.ok()) warned_ = false;
  ledger_.MarkSafe(block.held.id);
  Finish(block, absl::OkStatus());
}

void HostedReceiver::Finish(Received& block, const absl::Status& result) {
  if (block.done) block.done(result);
  --unacknowledged_;
  if (HasRoom()) receiver_->OnRoom();
  TellWhatIsSafe();
}

void HostedReceiver::TellWhatIsSafe() {
  while (std::optional<ReceiverLedger::Fact> fact = ledger_.Take()) environment_.tell(*this, *fact);
}

}  // namespace sluice
