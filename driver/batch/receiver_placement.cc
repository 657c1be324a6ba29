#include "driver/batch/receiver_placement.h"

#include <algorithm>
#include <iterator>
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

void ReceiverPlacement::AddRun(RunId run, ReceiverClient& client) {
  runs_[run] = Run{.client = &client};
  any_run_began_ = true;
}

void ReceiverPlacement::AddStream(RunId run, StreamId stream, std::string preferred_host) {
  receivers_[stream] = Receiver{run, std::move(preferred_host), ReceiverStatus{.id = {stream, Epoch(life_, 0)}}};
  std::map<ReceiverEpoch, Found> found;
  for (auto it = found_.begin(); it != found_.end();) {
    auto next = std::next(it);
    if (it->first.stream == stream) found.insert(found_.extract(it));
    it = next;
  }
  for (const auto& [receiver, where] : found) OnFoundRunning(where.executor, receiver);
  for (const auto& [receiver, where] : found) {
    if (where.last.has_value()) OnReport(where.executor, *where.last, where.last_at);
  }
}

ReceiverPlacement::Receiver* ReceiverPlacement::Find(StreamId stream) {
  auto found = receivers_.find(stream);
  return found == receivers_.end() ? nullptr : &found->second;
}

void ReceiverPlacement::AddExecutor(ExecutorId executor, const std::string& worker, const std::string& host) {
  homes_[executor] = {worker, host};
}

void ReceiverPlacement::OnFoundRunning(ExecutorId executor, ReceiverEpoch receiver) {
  Receiver* known = Find(receiver.stream);
  if (known == nullptr) {
    found_[receiver] = {.executor = executor};
    return;
  }
  Run& run = runs_.at(known->run);
  const bool is_wanted = IsWanted(*known, receiver);
  if (is_wanted) Adopt(*known, receiver, executor);
  if (!is_wanted) former_[receiver] = executor;
  if (!is_wanted || run.stopping) run.actions.push_back(StopReceiver{receiver, executor});
}

bool ReceiverPlacement::IsWanted(const Receiver& known, ReceiverEpoch found) const {
  const ReceiverStatus& status = known.status;
  if (status.state == State::kStopped) return false;
  if (status.id == found) return status.state == State::kWaiting;
  const Epoch current = status.id.epoch;
  const bool is_first_found = current == Epoch(life_, 0) && found.epoch.life() < life_;
  const bool is_newer = current.life() < life_ && found.epoch.life() < life_ && found.epoch > current;
  return is_first_found || is_newer;
}

void ReceiverPlacement::Adopt(Receiver& known, ReceiverEpoch found, ExecutorId executor) {
  ReceiverStatus& status = known.status;
  if (status.executor.has_value()) {  // An older one was found before.
    Run& run = runs_.at(known.run);
    former_[status.id] = *status.executor;
    run.actions.push_back(StopReceiver{status.id, *status.executor});
    run.client->OnReceiverGone(status.id);
  }
  status.id = found;
  status.executor = executor;
  status.state = State::kStarting;
}

void ReceiverPlacement::LoseExecutor(ExecutorId executor) {
  const Home home = std::exchange(homes_[executor], {});
  homes_.erase(executor);
  std::erase_if(former_, [executor](const auto& entry) { return entry.second == executor; });
  std::erase_if(found_, [executor](const auto& entry) { return entry.second.executor == executor; });
  for (auto& [stream, receiver] : receivers_) {
    ReceiverStatus& status = receiver.status;
    if (status.executor != executor) continue;
    status.executor.reset();
    if (status.state == State::kStopped) continue;
    const Run& run = runs_.at(receiver.run);
    status.state = WithoutExecutor(receiver);
    status.message = home.leaving ? "its executor has left" : "its executor was lost";
    status.error.clear();
    run.client->OnReceiverGone(status.id);
  }
}

std::optional<ReceiverStatus> ReceiverPlacement::OnReport(ExecutorId executor, const ReceiverStatus& report,
                                                          absl::Time now) {
  if (report.is_gone()) former_.erase(report.id);
  if (report.is_gone()) found_.erase(report.id);
  if (auto found = found_.find(report.id); found != found_.end()) found->second = {executor, report, now};
  Receiver* known = Find(report.id.stream);
  if (known == nullptr || known->status.id != report.id || known->status.executor != executor) return std::nullopt;
  ReceiverStatus& status = known->status;
  const ReceiverStatus before = status;
  const Run& run = runs_.at(known->run);
  status.state = run.stopping && report.state == State::kWaiting ? WithoutExecutor(*known) : report.state;
  status.message = report.message;
  status.error = report.error;
  status.is_error = report.is_error;
  status.dropped = report.dropped;
  if (report.state == State::kSourceClosed) status.source_closed = true;
  if (report.state == State::kConnected) status.source_closed = false;
  run.client->OnReceiver(before, status, homes_.at(executor).host, now);
  if (status.state == State::kWaiting) status.executor.reset();
  if (status.is_gone()) run.client->OnReceiverGone(status.id);
  return before;
}

void ReceiverPlacement::OnCutDone(ReceiverEpoch receiver, const BatchKey& batch) {
  const Receiver* known = Find(receiver.stream);
  if (known != nullptr && known->run == batch.run) runs_.at(batch.run).client->OnCutDone(receiver, batch.time);
}

// One that has never started has no log to look back at.
State ReceiverPlacement::WithoutExecutor(const Receiver& receiver) const {
  const Run& run = runs_.at(receiver.run);
  const ReceiverEpoch& last = receiver.status.id;
  const bool has_started = last.stream.life() < life_ || last.epoch != Epoch(life_, 0);
  const bool is_over = run.stopping && (run.away == Away::kStopped || !has_started);
  return is_over ? State::kStopped : State::kWaiting;
}

void ReceiverPlacement::StopAll(RunId run, Away away) {
  Run& stopped = runs_.at(run);
  stopped.stopping = true;
  stopped.away = away;
  for (auto& [stream, receiver] : receivers_) {
    ReceiverStatus& status = receiver.status;
    if (receiver.run != run || status.state == State::kStopped) continue;
    if (status.executor.has_value()) {
      stopped.actions.push_back(StopReceiver{status.id, *status.executor});
    } else {
      status.state = WithoutExecutor(receiver);
    }
  }
}

void ReceiverPlacement::RemoveRun(RunId run) {
  std::erase_if(former_, [&](const auto& entry) { return receivers_.at(entry.first.stream).run == run; });
  std::erase_if(receivers_, [run](const auto& entry) { return entry.second.run == run; });
  runs_.erase(run);
}

std::optional<ExecutorId> ReceiverPlacement::Choose(const Receiver& receiver) const {
  std::map<ExecutorId, int> on_executor;
  std::map<std::string, int> on_worker;
  for (const auto& [stream, other] : receivers_) {
    if (!other.status.executor.has_value() || other.status.state == State::kStopped) continue;
    ++on_executor[*other.status.executor];
    ++on_worker[homes_.at(*other.status.executor).worker];
  }
  std::optional<ExecutorId> best;
  std::tuple<bool, int, int> best_load;
  for (const auto& [executor, home] : homes_) {
    if (home.leaving) continue;
    const bool is_elsewhere = !receiver.preferred_host.empty() && receiver.preferred_host != home.host;
    std::tuple load(is_elsewhere, on_executor[executor], on_worker[home.worker]);
    if (best.has_value() && load >= best_load) continue;
    best = executor;
    best_load = load;
  }
  return best;
}

void ReceiverPlacement::SetWaiting(ExecutorId executor, std::set<ReceiverEpoch> receivers) {
  homes_.at(executor).waiting_for_room = std::move(receivers);
}

std::vector<PlacementAction> ReceiverPlacement::Place(RunId run) {
  Run& placed = runs_.at(run);
  for (auto& [stream, receiver] : receivers_) {
    ReceiverStatus& status = receiver.status;
    if (receiver.run != run || status.state != State::kWaiting) continue;
    status.executor = Choose(receiver);
    if (!status.executor.has_value()) break;
    status.id.epoch = NextEpoch(status.id.epoch);
    status.state = State::kStarting;
    placed.actions.push_back(StartReceiver{status.id, *status.executor});
    if (placed.stopping) placed.actions.push_back(StopReceiver{status.id, *status.executor});
  }
  return std::exchange(placed.actions, {});
}

std::vector<StopReceiver> ReceiverPlacement::TakeStrays() {
  std::vector<StopReceiver> strays;
  if (!any_run_began_) return strays;
  for (const auto& [receiver, found] : std::exchange(found_, {})) strays.push_back({receiver, found.executor});
  return strays;
}

std::vector<ReceiverEpoch> ReceiverPlacement::Running(RunId run) const {
  std::vector<ReceiverEpoch> running;
  for (const auto& [stream, receiver] : receivers_) {
    const ReceiverStatus& status = receiver.status;
    if (receiver.run != run || !status.executor.has_value() || status.state == State::kStopped) continue;
    running.push_back(status.id);
  }
  return running;
}

bool ReceiverPlacement::Runs(ExecutorId executor) const {
  auto is_former = [&](const auto& entry) { return entry.second == executor; };
  auto is_found = [&](const auto& entry) { return entry.second.executor == executor; };
  auto is_current = [&](const auto& entry) {
    const ReceiverStatus& status = entry.second.status;
    return status.executor == executor && status.state != State::kStopped;
  };
  return std::any_of(former_.begin(), former_.end(), is_former) ||
         std::any_of(found_.begin(), found_.end(), is_found) ||
         std::any_of(receivers_.begin(), receivers_.end(), is_current);
}

bool ReceiverPlacement::HasFormer(RunId run) const {
  return std::any_of(former_.begin(), former_.end(),
                     [&](const auto& entry) { return receivers_.at(entry.first.stream).run == run; });
}

bool ReceiverPlacement::AllStopped(RunId run) const {
  auto has_stopped = [run](const auto& entry) {
    return entry.second.run != run || entry.second.status.state == State::kStopped;
  };
  return !HasFormer(run) && std::all_of(receivers_.begin(), receivers_.end(), has_stopped);
}

bool ReceiverPlacement::AnyWaitsForRoom(RunId run) const {
  auto is_of_run = [&](ReceiverEpoch receiver) {
    auto known = receivers_.find(receiver.stream);
    return known != receivers_.end() && known->second.run == run;
  };
  return std::any_of(homes_.begin(), homes_.end(), [&](const auto& entry) {
    const std::set<ReceiverEpoch>& waiting = entry.second.waiting_for_room;
    return std::any_of(waiting.begin(), waiting.end(), is_of_run);
  });
}

bool ReceiverPlacement::AllSourcesClosed(RunId run) const {
  auto is_closed = [run](const auto& entry) {
    const ReceiverStatus& status = entry.second.status;
    return entry.second.run != run || status.source_closed || status.state == State::kStopped;
  };
  return !HasFormer(run) && std::all_of(receivers_.begin(), receivers_.end(), is_closed);
}

}  // namespace sluice
