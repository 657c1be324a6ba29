#include "driver/run/run_table.h"

#include <utility>

#include "common/clock/earliest.h"

namespace sluice {
namespace {

void SetAll(std::vector<RunTable::Waiter>& waiters) {
  for (const RunTable::Waiter& waiter : std::exchange(waiters, {})) waiter->Set();
}

}  // namespace

BatchRun* RunTable::Find(RunId id) const {
  auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second.run.get();
}

absl::Duration RunTable::LeadOf(RunId id) const {
  const BatchRun* run = Find(id);
  return run == nullptr ? absl::ZeroDuration() : run->lead();
}

void RunTable::ForEach(const std::function<void(RunId, const BatchRun&)>& visit) const {
  for (const auto& [id, entry] : entries_) visit(id, *entry.run);
}

std::optional<std::string> RunTable::ObserveClock(const Clock::Ahead& ahead) {
  std::optional<std::string> first;
  for (auto& [id, entry] : entries_) {
    std::optional<std::string> warning = entry.run->ObserveClock(ahead);
    if (!first.has_value()) first = std::move(warning);
  }
  return first;
}

void RunTable::OnExecutorCount(int attached, absl::Time now) {
  for (auto& [id, entry] : entries_) entry.run->OnExecutorCount(attached, now);
}

void RunTable::OnBatchDone(const BatchKey& batch, const absl::Status& result, absl::Time now) {
  if (BatchRun* run = Find(batch.run)) run->OnBatchDone(batch.time, result, now);
}

void RunTable::Stop(RunId id, bool graceful, absl::Time now, Waiter done) {
  auto found = entries_.find(id);
  if (found == entries_.end()) return done->Set();
  found->second.wait_for_end.push_back(std::move(done));
  found->second.run->Stop(graceful, now);
}

void RunTable::StopAll(bool graceful, absl::Time now) {
  for (auto& [id, entry] : entries_) entry.run->Stop(graceful, now);
}

void RunTable::Fail(RunId id, const absl::Status& why) {
  if (BatchRun* run = Find(id)) run->FailUnless(why);
}

void RunTable::FailAll(const absl::Status& why) {
  for (auto& [id, entry] : entries_) entry.run->FailUnless(why);
}

void RunTable::EndBy(absl::Time end) {
  for (auto& [id, entry] : entries_) entry.run->EndBy(end);
}

void RunTable::Advance(RunId id, absl::Duration by, Waiter done) {
  auto found = entries_.find(id);
  if (found == entries_.end()) return done->Set();
  found->second.wait_for_batches.push_back(std::move(done));
  found->second.run->Advance(by);
}

std::vector<RunTable::Order> RunTable::Step(absl::Time now) {
  std::vector<Order> orders;
  for (auto& [id, entry] : entries_) {
    for (RunAction& action : entry.run->Step(now)) orders.push_back({id, std::move(action)});
  }
  return orders;
}

std::optional<absl::Time> RunTable::NextDeadline() const {
  Earliest next;
  for (const auto& [id, entry] : entries_) next.Add(entry.run->NextDeadline());
  return next.time();
}

void RunTable::Remove(RunId id) {
  Entry ended = std::move(entries_.extract(id).mapped());
  ended.run.reset();  // Who goes on finds nothing that it used in use.
  SetAll(ended.wait_for_batches);
  SetAll(ended.wait_for_end);
}

void RunTable::WakeCaughtUp() {
  for (auto& [id, entry] : entries_) {
    if (entry.run->IsCaughtUp()) SetAll(entry.wait_for_batches);
  }
}

}  // namespace sluice
