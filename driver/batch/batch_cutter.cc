#include "driver/batch/batch_cutter.h"

namespace sluice {

void BatchCutter::Begin(BatchTime batch, const std::vector<ReceiverEpoch>& receivers, absl::Time now) {
  cuts_[batch] = Cut{{receivers.begin(), receivers.end()}, now + grace_};
}

void BatchCutter::OnCutDone(ReceiverEpoch receiver, BatchTime batch) {
  if (auto cut = cuts_.find(batch); cut != cuts_.end()) cut->second.missing.erase(receiver);
}

void BatchCutter::OnReceiverGone(ReceiverEpoch receiver) {
  for (auto& [batch, cut] : cuts_) cut.missing.erase(receiver);
}

std::vector<BatchTime> BatchCutter::TakeReady(absl::Time now) {
  std::vector<BatchTime> ready;
  while (!cuts_.empty()) {
    const auto& [batch, cut] = *cuts_.begin();
    if (!cut.missing.empty() && now < cut.deadline) break;
    ready.push_back(batch);
    cuts_.erase(cuts_.begin());
  }
  return ready;
}

std::optional<absl::Time> BatchCutter::NextDeadline() const {
  if (cuts_.empty()) return std::nullopt;
  return cuts_.begin()->second.deadline;
}

}  // namespace sluice
