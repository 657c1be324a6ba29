#include "worker/task/broadcast_fetcher.h"

#include <algorithm>

namespace sluice {

void BroadcastFetcher::Want(const std::shared_ptr<BroadcastValue>& value) {
  auto is_value = [&](const auto& wanted) { return wanted.lock() == value; };
  if (value->is_there() || std::any_of(wanted_.begin(), wanted_.end(), is_value)) return;
  wanted_.push_back(value);
  if (wanted_.size() == 1) AskAgain();
}

void BroadcastFetcher::AskAgain() {
  while (!wanted_.empty()) {
    if (const std::shared_ptr<BroadcastValue> first = wanted_.front().lock()) {
      return ask_(first->key(), static_cast<int64_t>(arrived_bytes_.size()));
    }
    wanted_.pop_front();
    arrived_bytes_.clear();
  }
}

void BroadcastFetcher::OnPiece(VariableKey key, int64_t offset, const Buffers& piece, const std::string& gone) {
  if (wanted_.empty()) return;
  const std::shared_ptr<BroadcastValue> first = wanted_.front().lock();
  if (first == nullptr) return AskAgain();
  if (first->key() != key || offset != static_cast<int64_t>(arrived_bytes_.size())) return;
  if (!gone.empty()) return EndFirst(first, absl::FailedPreconditionError(gone));
  for (const Buffer& buffer : piece) arrived_bytes_.append(buffer.view());
  const uint64_t bytes = first->name().encoded_bytes;
  if (arrived_bytes_.size() > bytes || (TotalBytes(piece) == 0 && arrived_bytes_.size() < bytes)) {
    return EndFirst(first, absl::DataLossError("the driver has sent a value of another size"));
  }
  if (arrived_bytes_.size() < bytes) return AskAgain();
  first->Fill(Buffer::FromString(std::move(arrived_bytes_)));
  EndFirst(first, absl::OkStatus());
}

void BroadcastFetcher::Forget() {
  wanted_.clear();
  arrived_bytes_.clear();
}

void BroadcastFetcher::EndFirst(const std::shared_ptr<BroadcastValue>& first, const absl::Status& status) {
  arrived_bytes_.clear();
  wanted_.pop_front();
  done_(first, status);
  AskAgain();
}

}  // namespace sluice
