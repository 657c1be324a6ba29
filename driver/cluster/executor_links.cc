#include "driver/cluster/executor_links.h"

#include <utility>

namespace sluice {

void ExecutorLinks::Open(LinkId id, std::shared_ptr<Link> link) { links_[id] = std::move(link); }

void ExecutorLinks::Assign(LinkId id, ExecutorId executor) {
  by_executor_[executor] = Peer{.link = id};
  executors_[id] = executor;
  if (auto link = links_.find(id); link != links_.end()) pulse_.Add(link->second, Beat());
}

// As SendHeartbeats sends.
Frame ExecutorLinks::Beat() const {
  v1::ToExecutor message;
  message.set_life(life_.value());
  message.mutable_work();
  return {message.SerializeAsString(), {}};
}

bool ExecutorLinks::IsAssigned(LinkId id) const { return executors_.contains(id); }

void ExecutorLinks::Close(LinkId id, const absl::Status& reason) {
  if (auto executor = executors_.find(id); executor != executors_.end()) {
    by_executor_.erase(executor->second);
    executors_.erase(executor);
  }
  auto link = links_.find(id);
  if (link == links_.end()) return;
  pulse_.Remove(*link->second);
  link->second->Close(reason);
  links_.erase(link);
}

void ExecutorLinks::SendAndClose(ExecutorId executor, v1::ToExecutor last, const absl::Status& reason) {
  LinkId id = by_executor_.at(executor).link;
  SendNow(id, std::move(last));
  Close(id, reason);
}

bool ExecutorLinks::Send(LinkId id, v1::ToExecutor& message, Buffers body) {
  auto link = links_.find(id);
  if (link == links_.end()) return true;
  message.set_life(life_.value());
  absl::Status sent = link->second->Send(Frame{message.SerializeAsString(), std::move(body)});
  return sent.ok() || absl::IsUnavailable(sent);  // When it is closed, its handler says so.
}

void ExecutorLinks::SendNow(LinkId id, v1::ToExecutor message) { (void)Send(id, message); }

v1::Work& ExecutorLinks::WorkFor(ExecutorId executor) {
  Peer& peer = by_executor_.at(executor);
  peer.has_work = true;
  return *peer.outbox.mutable_work();
}

void ExecutorLinks::AddProgram(ExecutorId executor, const v1::StageProgram& program) {
  if (by_executor_.at(executor).programs.insert(program.stage()).second) *WorkFor(executor).add_stages() = program;
}

void ExecutorLinks::FreeProgram(int64_t stage) {
  for (auto& [executor, peer] : by_executor_) {
    if (peer.programs.erase(stage) > 0) WorkFor(executor).add_free_stages(stage);
  }
}

void ExecutorLinks::AddBroadcast(ExecutorId executor, std::pair<v1::BroadcastPiece, Buffer> piece) {
  *WorkFor(executor).add_broadcasts() = std::move(piece.first);
  by_executor_.at(executor).body.push_back(std::move(piece.second));
}

absl::StatusOr<std::vector<EndedTask>> ExecutorLinks::OnReport(ExecutorId executor, const v1::Report& report,
                                                               Buffers body) {
  HeldResults& results = by_executor_.at(executor).results;
  absl::StatusOr<std::vector<EndedTask>> ended = results.OnReport(report, std::move(body));
  if (std::optional<v1::ResultWanted> question = results.TakeQuestion()) *WorkFor(executor).add_results() = *question;
  return ended;
}

std::vector<LinkId> ExecutorLinks::Flush() {
  std::vector<LinkId> full;
  for (auto& [executor, peer] : by_executor_) {
    if (!std::exchange(peer.has_work, false)) continue;
    if (!Send(peer.link, peer.outbox, std::exchange(peer.body, {}))) full.push_back(peer.link);
    peer.outbox.mutable_work()->Clear();
    peer.was_sent_to = true;
  }
  return full;
}

std::vector<LinkId> ExecutorLinks::SendHeartbeats() {
  for (auto& [executor, peer] : by_executor_) {
    if (!std::exchange(peer.was_sent_to, false)) WorkFor(executor);
  }
  std::vector<LinkId> full = Flush();
  for (auto& [executor, peer] : by_executor_) peer.was_sent_to = false;
  return full;
}

}  // namespace sluice
