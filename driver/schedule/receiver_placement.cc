#include "driver/schedule/receiver_placement.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace sluice {

using State = ReceiverStatus::State;

const char* ToString(State state) {
  switch (state) {
    case State::kWaiting: return "WAITING";
    case State::kStarting: return "STARTING";
    case State::kConnected: return "ACTIVE";
    case State::kRetrying: return "RETRYING";
    case State::kSourceClosed: return "SOURCE_CLOSED";
    case State::kStopped: return "STOPPED";
  }
  return "UNKNOWN";
}

void ReceiverPlacement::AddStream(StreamId stream) {
  epochs_before_[stream] = epochs_[stream];
  receivers_[stream] = ReceiverStatus{.id = {stream, epochs_[stream]}};
}

bool ReceiverPlacement::IsExpected(ReceiverEpoch receiver) const {
  auto before = epochs_before_.find(receiver.stream);
  return before != epochs_before_.end() && receiver.epoch > before->second;
}

void ReceiverPlacement::AddExecutor(ExecutorId executor, const std::string& worker, const std::string& host) {
  homes_[executor] = {worker, host};
}

void ReceiverPlacement::OnFoundRunning(ExecutorId executor, ReceiverEpoch receiver) {
  auto found = receivers_.find(receiver.stream);
  bool is_wanted =
      found != receivers_.end() && found->second.id == receiver && found->second.state == State::kWaiting && !stopping_;
  if (!is_wanted) {
    former_[receiver] = executor;
    actions_.push_back(StopReceiver{receiver, executor});
    return;
  }
  found->second.executor = executor;
  found->second.state = State::kStarting;
}

std::vector<ReceiverEpoch> ReceiverPlacement::LoseExecutor(ExecutorId executor) {
  std::vector<ReceiverEpoch> lost;
  const Home home = std::exchange(homes_[executor], {});
  homes_.erase(executor);
  std::erase_if(former_, [executor](const auto& entry) { return entry.second == executor; });
  for (auto& [stream, receiver] : receivers_) {
    if (receiver.executor != executor) continue;
    receiver.executor.reset();
    if (receiver.state == State::kStopped) continue;
    lost.push_back(receiver.id);
    receiver.state = stopping_ ? State::kStopped : State::kWaiting;
    receiver.message = home.leaving ? "its executor has left" : "its executor was lost";
    receiver.error.clear();
  }
  return lost;
}

bool ReceiverPlacement::OnReport(ExecutorId executor, const ReceiverStatus& status) {
  const bool is_gone = status.state == State::kStopped || status.state == State::kWaiting;
  if (is_gone) former_.erase(status.id);
  auto found = receivers_.find(status.id.stream);
  if (found == receivers_.end()) return false;
  ReceiverStatus& receiver = found->second;
  if (receiver.id != status.id || receiver.executor != executor) return false;
  receiver.state = is_gone && stopping_ ? State::kStopped : status.state;
  if (receiver.state == State::kWaiting) receiver.executor.reset();
  receiver.message = status.message;
  receiver.error = status.error;
  receiver.is_error = status.is_error;
  receiver.dropped = status.dropped;
  if (status.state == State::kSourceClosed) receiver.source_closed = true;
  if (status.state == State::kConnected) receiver.source_closed = false;
  return true;
}

void ReceiverPlacement::StopAll() {
  stopping_ = true;
  for (auto& [stream, receiver] : receivers_) {
    if (receiver.state == State::kStopped) continue;
    if (receiver.executor.has_value()) {
      actions_.push_back(StopReceiver{receiver.id, *receiver.executor});
    } else {
      receiver.state = State::kStopped;
    }
  }
}

void ReceiverPlacement::Clear() {
  receivers_.clear();
  preferred_hosts_.clear();
  former_.clear();
  epochs_before_.clear();
  stopping_ = false;
}

std::optional<ExecutorId> ReceiverPlacement::Choose(StreamId stream) const {
  std::map<ExecutorId, int> on_executor;
  std::map<std::string, int> on_worker;
  for (const auto& [stream, receiver] : receivers_) {
    if (!receiver.executor.has_value() || receiver.state == State::kStopped) continue;
    ++on_executor[*receiver.executor];
    ++on_worker[homes_.at(*receiver.executor).worker];
  }
  std::optional<ExecutorId> best;
  const auto preferred = preferred_hosts_.find(stream);
  std::tuple<bool, int, int> best_load;
  for (const auto& [executor, home] : homes_) {
    if (home.leaving) continue;
    const bool is_elsewhere = preferred != preferred_hosts_.end() && preferred->second != home.host;
    std::tuple load(is_elsewhere, on_executor[executor], on_worker[home.worker]);
    if (best.has_value() && load >= best_load) continue;
    best = executor;
    best_load = load;
  }
  return best;
}

std::vector<PlacementAction> ReceiverPlacement::Place() {
  for (auto& [stream, receiver] : receivers_) {
    if (receiver.state != State::kWaiting || stopping_) continue;
    receiver.executor = Choose(stream);
    if (!receiver.executor.has_value()) break;
    receiver.id.epoch = ++epochs_[stream];
    receiver.state = State::kStarting;
    actions_.push_back(StartReceiver{receiver.id, *receiver.executor});
  }
  return std::exchange(actions_, {});
}

std::vector<ReceiverEpoch> ReceiverPlacement::Running() const {
  std::vector<ReceiverEpoch> running;
  for (const auto& [stream, receiver] : receivers_) {
    if (receiver.executor.has_value() && receiver.state != State::kStopped) running.push_back(receiver.id);
  }
  return running;
}

bool ReceiverPlacement::Runs(ExecutorId executor) const {
  auto is_former = [&](const auto& entry) { return entry.second == executor; };
  auto is_current = [&](const auto& entry) {
    return entry.second.executor == executor && entry.second.state != State::kStopped;
  };
  return std::any_of(former_.begin(), former_.end(), is_former) ||
         std::any_of(receivers_.begin(), receivers_.end(), is_current);
}

bool ReceiverPlacement::AllStopped() const {
  return former_.empty() && std::all_of(receivers_.begin(), receivers_.end(),
                                        [](const auto& entry) { return entry.second.state == State::kStopped; });
}

bool ReceiverPlacement::AllSourcesClosed() const {
  return former_.empty() && std::all_of(receivers_.begin(), receivers_.end(), [](const auto& entry) {
           return entry.second.source_closed || entry.second.state == State::kStopped;
         });
}

}  // namespace sluice
