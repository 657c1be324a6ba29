#include "worker/receiver/hosted_receiver.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/actor/runtime.h"
#include "common/base/str_cat.h"
#include "common/observe/logging.h"

namespace sluice {
namespace {

constexpr absl::Duration kFullStoreRetry = absl::Milliseconds(20);

// The driver may not have known of some of these. Behind one that is missing nothing counts.
void GoOnBehind(const std::vector<LoggedBlock>& found, SafePositions& positions) {
  const BlockId* last = nullptr;
  bool misses_one = false;
  for (const LoggedBlock& block : found) {
    const bool is_same_start = last != nullptr && last->epoch() == block.id.epoch();
    misses_one = is_same_start && (misses_one || block.id.number != last->number + 1);
    last = &block.id;
    if (misses_one || !block.info.position.has_value()) continue;
    int64_t& safe = positions.try_emplace(block.info.position->part, block.info.position->end).first->second;
    safe = std::max(safe, block.info.position->end);
  }
}

}  // namespace

HostedReceiver::HostedReceiver(ReceiverContext context, const BlockSafety& safety,
                               std::unique_ptr<BlockReceiver> receiver, Environment environment)
    : context_(std::move(context)),
      copies_(safety.copies),
      environment_(std::move(environment)),
      log_(NewLog(safety.log)),
      receiver_(std::move(receiver)) {}

std::unique_ptr<LogCommitter> HostedReceiver::NewLog(const ReceivedLogPlace& place) {
  if (place.folder.empty()) return nullptr;
  ReceivedLogWriter::Options options{.place = place, .stream = context_.stream, .epoch = context_.epoch};
  auto trouble = [this](const absl::Status& why) {
    environment_.postbox->Post(IfAlive([why](HostedReceiver& self) { self.OnLogTrouble(why); }));
  };
  return std::make_unique<LogCommitter>(environment_.runtime, environment_.log_files, std::move(options),
                                        std::move(trouble));
}

void HostedReceiver::Start() {
  if (log_ == nullptr) return StartReceiver();
  log_->Open([this](absl::StatusOr<LoggedBlocks> found) {
    environment_.postbox->Post(IfAlive([found = std::move(found)](HostedReceiver& self) { self.OnLogOpened(found); }));
  });
}

void HostedReceiver::StartReceiver() {
  if (stopping_) {
    ledger_.Add(SourceReport{.state = SourceState::kStopped});
    return TellWhatIsSafe();
  }
  started_ = true;
  receiver_->Start(*this);
}

void HostedReceiver::OnLogOpened(const absl::StatusOr<LoggedBlocks>& found) {
  if (!found.ok()) {
    const SourceState state = absl::IsAborted(found.status()) ? SourceState::kLeft : SourceState::kEnded;
    ledger_.Add(SourceReport{.state = state, .message = std::string(found.status().message())});
    return TellWhatIsSafe();
  }
  log_fails_ = false;
  for (const absl::Status& damage : found->damages) {
    LogError("executor", "received blocks are lost: ", damage.message());
    ledger_.Add(SourceReport{
        .state = SourceState::kError, .message = "received blocks are lost", .error = std::string(damage.message())});
  }
  for (const LoggedBlock& block : found->blocks) {
    ledger_.AddSafe({.id = block.id, .info = block.info, .only_in_log = true});
  }
  GoOnBehind(found->blocks, context_.positions);
  TellWhatIsSafe();
  StartReceiver();
}

// Said once for each time that it begins to fail.
void HostedReceiver::OnLogTrouble(const absl::Status& trouble) {
  if (std::exchange(log_fails_, true)) return;
  LogError("executor", "stream ", context_.stream, " waits for its write-ahead log: ", trouble.message());
  ledger_.AddAhead(SourceReport{.state = started_ ? SourceState::kError : SourceState::kRetrying,
                                .message = "the write-ahead log cannot be written",
                                .error = std::string(trouble.message())});
  TellWhatIsSafe();
}

// One that has not started has received nothing.
void HostedReceiver::Cut(const BatchKey& batch) { started_ ? receiver_->Cut(batch) : CutDone(batch); }

void HostedReceiver::SetRate(int64_t records_per_second) {
  if (started_) return receiver_->SetRate(records_per_second);
  context_.rate_max = records_per_second;
}

void HostedReceiver::Stop() {
  if (!std::exchange(stopping_, true) && started_) receiver_->Stop();
}

// Stored right here: when that has to wait for the disk, the receiver waits as well, and the executor does not.
void HostedReceiver::Store(SealedBlock block, StoreDone done) {
  ++unacknowledged_;
  const auto bytes = static_cast<int64_t>(block.data.size());
  // One that is refused for its size leaves no gap: those behind it would wait for it.
  const int64_t sequence = bytes <= kBlockBytesMax ? next_sequence_++ : next_sequence_.load();
  const BlockId id = BlockId::Input(context_.stream, context_.epoch, sequence);
  HeldBlock held{id, std::move(block.info)};
  held.info.bytes = bytes;
  auto received = std::make_shared<Received>(Received{held, {std::move(block.data)}, std::move(done)});
  // Behind a block that waits for room nothing is stored: it could not be told, so it would hold its room for ever.
  const bool waits = unstored_ > 0 && bytes <= kBlockBytesMax;
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
    if (stored.ok()) return Keep(std::move(block));
    waiting_for_room_.push_back(std::move(block));
    if (waiting_for_room_.size() > 1) return;
    LogWarning("executor", "stream ", context_.stream, " waits for room: ", stored.message());
    return StoreFirstAfter(kFullStoreRetry);
  }
  Drop(*block, stored);
}

void HostedReceiver::Drop(Received& block, const absl::Status& why) {
  LogError("executor", "a received block is dropped: ", why.message());
  ledger_.Add(SourceReport{
      .state = SourceState::kError, .message = "a received block is dropped", .error = std::string(why.message())});
  Finish(block, why);
}

void HostedReceiver::Keep(std::shared_ptr<Received> block) {
  if (log_ == nullptr) return Copy(std::move(block));
  log_->Append(block->held, block->data, [this, block](absl::StatusOr<PlaceInLog> place) {
    environment_.postbox->Post(
        IfAlive([block, place = std::move(place)](HostedReceiver& self) { self.OnLogged(block, place); }));
  });
}

void HostedReceiver::OnLogged(std::shared_ptr<Received> block, const absl::StatusOr<PlaceInLog>& place) {
  if (place.ok()) {
    log_fails_ = false;
    block->held.info.log = *place;
    return Copy(std::move(block));
  }
  environment_.disk->Post(IfAlive([id = block->held.id](HostedReceiver& self) { self.environment_.store.Remove(id); }));
  ledger_.Drop(block->held.id);
  Drop(*block, place.status());
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
  Keep(std::move(block));
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
  ledger_.MarkSafe(block.held);
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
