#include "driver/cluster/executor_roster.h"

#include <algorithm>
#include <utility>

#include "common/base/str_cat.h"
#include "common/base/version.h"

namespace sluice {

void ExecutorRoster::Attach(LinkId link, const ExecutorInfo& info, absl::Time now) {
  if (table_.attached().empty()) next_check_ = now + options_.heartbeat;
  pulse_.Turned();
  table_.Attach(info, link, now);
  links_.Assign(link, info.id);
  peers_changed_ = true;
  v1::ToExecutor message;
  v1::Attached& attached = *message.mutable_attached();
  attached.set_version(ThisVersion());
  attached.set_heartbeat_millis(absl::ToInt64Milliseconds(options_.heartbeat));
  attached.set_lease_millis(absl::ToInt64Milliseconds(options_.lease));
  links_.SendNow(link, message);
}

bool ExecutorRoster::Leave(ExecutorId executor) {
  const bool is_news = table_.Leave(executor);
  peers_changed_ |= is_news;
  return is_news;
}

void ExecutorRoster::Dismiss(ExecutorId executor, const std::string& reason) {
  v1::ToExecutor shutdown;
  shutdown.mutable_shutdown()->set_reason(reason);
  links_.SendNow(table_.Find(executor)->link, shutdown);
}

std::optional<ExecutorId> ExecutorRoster::Close(LinkId link, const absl::Status& reason) {
  const std::optional<ExecutorId> executor = table_.ExecutorOf(link);
  links_.Close(link, reason);
  if (!executor.has_value()) return std::nullopt;
  table_.Lose(*executor);
  peers_changed_ = true;
  return executor;
}

std::vector<ExecutorId> ExecutorRoster::ShutDown(const std::string& reason) {
  v1::ToExecutor shutdown;
  shutdown.mutable_shutdown()->set_reason(reason);
  std::vector<ExecutorId> gone;
  while (!table_.attached().empty()) {
    gone.push_back(table_.attached().begin()->first);
    links_.SendAndClose(gone.back(), shutdown, absl::OkStatus());
    table_.Lose(gone.back());
  }
  return gone;
}

std::vector<ExecutorRoster::Broken> ExecutorRoster::Check(absl::Time now) {
  std::vector<Broken> broken;
  if (now < next_check()) return broken;
  // Whoever could not speak in time could not listen either.
  if (const absl::Duration stall = now - next_check_; stall > options_.heartbeat) table_.Forgive(stall, now);
  pulse_.Turned();
  const absl::Time lease_end = table_.FirstLeaseEnd();
  next_check_ = std::min(now + options_.heartbeat, lease_end > now ? lease_end : absl::InfiniteFuture());
  for (ExecutorId silent : table_.Silent(now)) {
    broken.push_back({table_.Find(silent)->link,
                      absl::DeadlineExceededError(StrCat("silent for ", absl::FormatDuration(options_.lease)))});
  }
  for (LinkId full : links_.SendHeartbeats()) {
    broken.push_back({full, absl::ResourceExhaustedError("it does not read its work")});
  }
  return broken;
}

absl::Time ExecutorRoster::next_check() const {
  return table_.attached().empty() ? absl::InfiniteFuture() : next_check_;
}

std::vector<ExecutorRoster::Broken> ExecutorRoster::Flush() {
  if (std::exchange(peers_changed_, false)) OrderPeers();
  std::vector<Broken> broken;
  for (LinkId full : links_.Flush()) broken.push_back({full, absl::ResourceExhaustedError("it does not read")});
  return broken;
}

void ExecutorRoster::OrderPeers() {
  v1::PeerUpdate update;
  for (const auto& [id, executor] : table_.attached()) {
    v1::PeerUpdate::Peer& peer = *update.add_peers();
    peer.set_executor(id.value());
    peer.set_worker(executor.info.worker);
    peer.set_block_address(executor.info.block_address);
    peer.set_leaving(executor.leaving);
  }
  ForEachWork([&](v1::Work& work) { *work.add_peers() = update; });
}

v1::Work* ExecutorRoster::WorkFor(ExecutorId executor) {
  return links_.Has(executor) ? &links_.WorkFor(executor) : nullptr;
}

void ExecutorRoster::ForEachWork(const std::function<void(v1::Work&)>& order) {
  for (const auto& [id, executor] : table_.attached()) order(links_.WorkFor(id));
}

}  // namespace sluice
