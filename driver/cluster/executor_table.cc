#include "driver/cluster/executor_table.h"

#include <algorithm>

#include "common/base/check.h"

namespace sluice {

void ExecutorTable::Attach(const ExecutorInfo& info, LinkId link, absl::Time now) {
  bool is_new = attached_.try_emplace(info.id, Executor{.info = info, .link = link, .heard = now}).second;
  SLUICE_CHECK(is_new);
  by_link_[link] = info.id;
}

std::optional<ExecutorId> ExecutorTable::ExecutorOf(LinkId link) const {
  auto found = by_link_.find(link);
  return found == by_link_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<ExecutorId> ExecutorTable::Heard(LinkId link, absl::Time now) {
  const std::optional<ExecutorId> executor = ExecutorOf(link);
  if (executor.has_value()) attached_.at(*executor).heard = now;
  return executor;
}

void ExecutorTable::Forgive(absl::Duration stall, absl::Time now) {
  for (auto& [id, executor] : attached_) executor.heard = std::min(executor.heard + stall, now);
}

void ExecutorTable::SetUse(ExecutorId id, const ExecutorUse& use) {
  if (auto found = attached_.find(id); found != attached_.end()) found->second.use = use;
}

bool ExecutorTable::Lose(ExecutorId id) {
  auto found = attached_.find(id);
  if (found == attached_.end()) return false;
  by_link_.erase(found->second.link);
  attached_.erase(found);
  return true;
}

std::vector<ExecutorId> ExecutorTable::Silent(absl::Time now) const {
  std::vector<ExecutorId> silent;
  for (const auto& [id, executor] : attached_) {
    if (now - executor.heard >= lease_) silent.push_back(id);
  }
  return silent;
}

absl::Time ExecutorTable::FirstLeaseEnd() const {
  absl::Time first = absl::InfiniteFuture();
  for (const auto& [id, executor] : attached_) first = std::min(first, executor.heard + lease_);
  return first;
}

const ExecutorTable::Executor* ExecutorTable::Find(ExecutorId id) const {
  auto found = attached_.find(id);
  return found == attached_.end() ? nullptr : &found->second;
}

int ExecutorTable::TotalSlots() const {
  int slots = 0;
  for (const auto& [id, executor] : attached_) slots += executor.leaving ? 0 : executor.info.slots;
  return slots;
}

}  // namespace sluice
