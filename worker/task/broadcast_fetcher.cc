#include "worker/task/broadcast_fetcher.h"

#include <algorithm>

namespace sluice {

void BroadcastFetcher::Want(std::shared_ptr<BroadcastValue> value) {
  if (value->is_there() || std::find(wanted_.begin(), wanted_.end(), value) != wanted_.end()) return;
  wanted_.push_back(std::move(value));
  if (wanted_.size() == 1) AskAgain();
}

void BroadcastFetcher::AskAgain() {
  if (!wanted_.empty()) ask_(wanted_.front()->key(), static_cast<int64_t>(arrived_bytes_.size()));
}

void BroadcastFetcher::OnPiece(VariableKey key, int64_t offset, const Buffers& piece, const std::string& gone) {
  if (wanted_.empty() || wanted_.front()->key() != key) return;
  if (offset != static_cast<int64_t>(arrived_bytes_.size())) return;
  if (!gone.empty()) return EndFirst(absl::FailedPreconditionError(gone));
  for (const Buffer& buffer : piece) arrived_bytes_.append(buffer.view());
  const uint64_t bytes = wanted_.front()->name().encoded_bytes;
  if (arrived_bytes_.size() > bytes || (TotalBytes(piece) == 0 && arrived_bytes_.size() < bytes)) {
    return EndFirst(absl::DataLossError("the driver has sent a value of another size"));
  }
  if (arrived_bytes_.size() < bytes) return AskAgain();
  wanted_.front()->Fill(Buffer::FromString(std::move(arrived_bytes_)));
  EndFirst(absl::OkStatus());
}

void BroadcastFetcher::Forget() {
  wanted_.clear();
  arrived_bytes_.clear();
}

void BroadcastFetcher::EndFirst(const absl::Status& status) {
  arrived_bytes_.clear();
  std::shared_ptr<BroadcastValue> value = std::move(wanted_.front());
  wanted_.pop_front();
  done_(value, status);
  AskAgain();
}

}  // namespace sluice
