#include "driver/schedule/output_handover.h"

namespace sluice {

std::vector<ExecutorId> OutputHandover::TakersOf(const MapOutputId& output, const std::set<ExecutorId>& staying) const {
  std::vector<ExecutorId> takers;
  const auto refused = refused_by_.find(output);
  for (ExecutorId executor : staying) {
    if (refused == refused_by_.end() || !refused->second.contains(executor)) takers.push_back(executor);
  }
  return takers;
}

std::vector<TakeOutput> OutputHandover::Step(ExecutorId leaving, const std::vector<MapOutputId>& kept,
                                             const std::set<ExecutorId>& staying) {
  std::vector<TakeOutput> orders;
  const std::set<MapOutputId> wanted(kept.begin(), kept.end());
  std::erase_if(asked_, [&](const auto& entry) { return !wanted.contains(entry.first); });
  left_ = 0;
  for (const MapOutputId& output : kept) {
    const std::vector<ExecutorId> takers = TakersOf(output, staying);
    if (takers.empty()) continue;
    ++left_;
    if (asked_.size() >= kOnTheWayMax) continue;
    const ExecutorId taker = takers[output.map % takers.size()];
    if (asked_.try_emplace(output, taker).second) orders.push_back({output, leaving, taker});
  }
  return orders;
}

void OutputHandover::OnRefused(const MapOutputId& output, ExecutorId by) {
  const auto asked = asked_.find(output);
  if (asked == asked_.end() || asked->second != by) return;
  asked_.erase(asked);
  refused_by_[output].insert(by);
}

void OutputHandover::LoseTaker(ExecutorId taker) {
  std::erase_if(asked_, [&](const auto& entry) { return entry.second == taker; });
}

}  // namespace sluice
