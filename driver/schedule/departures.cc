#include "driver/schedule/departures.h"

#include <algorithm>
#include <utility>

namespace sluice {

void Departures::LeaveExecutor(ExecutorId executor) {
  staying_.erase(executor);
  leaving_.try_emplace(executor);
  LoseTaker(executor);
}

void Departures::LoseExecutor(ExecutorId executor) {
  staying_.erase(executor);
  leaving_.erase(executor);
  LoseTaker(executor);
}

void Departures::LoseTaker(ExecutorId executor) {
  for (auto& [id, departure] : leaving_) departure.outputs.LoseTaker(executor);
}

void Departures::OnRefused(const MapOutputId& output, ExecutorId by) {
  for (auto& [id, departure] : leaving_) departure.outputs.OnRefused(output, by);
}

// A block whose holders all leave, and that is in no log, is copied by the first of them, and keeps all.
std::vector<BlockId> Departures::OnlyHeldBy(ExecutorId executor) const {
  std::vector<BlockId> only_here;
  auto look_at = [&](const BlockId& id) {
    const absl::Span<const ExecutorId> holders = blocks_.Holders(id);
    const bool is_here = std::find(holders.begin(), holders.end(), executor) != holders.end();
    const bool stays = std::any_of(holders.begin(), holders.end(), [&](ExecutorId e) { return staying_.contains(e); });
    if (is_here && !stays && !blocks_.Find(id)->info.log.has_value()) only_here.push_back(id);
  };
  for (const auto& [id, run] : blocks_.runs) {
    for (const auto& [time, batch] : run.batches) std::for_each(batch.blocks.begin(), batch.blocks.end(), look_at);
  }
  for (const auto& [id, run] : blocks_.runs) std::for_each(run.unassigned.begin(), run.unassigned.end(), look_at);
  return only_here;
}

void Departures::AskForCopies(ExecutorId holder, const std::vector<BlockId>& blocks, AskedFor& asked, absl::Time now) {
  const std::set<BlockId> wanted(blocks.begin(), blocks.end());
  std::erase_if(
      asked, [&](const auto& entry) { return !wanted.contains(entry.first) || now - entry.second >= kAskAgainAfter; });
  for (const BlockId& id : blocks) {
    if (asked.size() >= kCopiesOfAnExecutorMax || staying_.empty()) return;
    if (blocks_.Holders(id).front() != holder || !asked.try_emplace(id, now).second) continue;
    actions_.push_back(CopyBlock{id, holder});
  }
}

std::vector<DepartureAction> Departures::Step(absl::Time now) {
  for (auto& [executor, departure] : leaving_) {
    const std::vector<BlockId> only_here = OnlyHeldBy(executor);
    AskForCopies(executor, only_here, departure.asked, now);
    for (TakeOutput& order : departure.outputs.Step(executor, scheduler_.KeptBy(executor), staying_)) {
      order.bytes = scheduler_.stages().outputs().BytesOf(order.output);
      actions_.push_back(std::move(order));
    }
    departure.to_hand_over = only_here.size() + departure.outputs.left();
    const bool is_needed = departure.to_hand_over > 0 || receivers_.Runs(executor) || scheduler_.Needs(executor);
    if (!is_needed) actions_.push_back(LetGo{executor});
  }
  return std::exchange(actions_, {});
}

size_t Departures::ToHandOver(ExecutorId executor) const {
  const auto departure = leaving_.find(executor);
  return departure == leaving_.end() ? 0 : departure->second.to_hand_over;
}

}  // namespace sluice
