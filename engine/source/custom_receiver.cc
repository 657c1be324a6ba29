#include "engine/source/custom_receiver.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "common/actor/runtime.h"
#include "common/base/printable.h"
#include "common/base/status.h"
#include "common/base/user_code.h"
#include "common/observe/logging.h"
#include "engine/source/row_allowance.h"
#include "engine/source/row_block_builder.h"

namespace sluice {
namespace {

constexpr size_t kMetadataBytesMax = 64 << 10;
constexpr absl::Duration kLongWait = absl::Hours(1);  // No single wait is longer.
// A program that has only threads to start is not stopped in the middle of that: Stop may join them.
constexpr absl::Duration kStartPatience = absl::Milliseconds(100);

absl::Time Now(ReceiverHost& host) { return host.runtime().clock().Now(); }

std::optional<int64_t> Find(const SafePositions& positions, const std::string& part) {
  const auto known = positions.find(part);
  return known == positions.end() ? std::nullopt : std::optional(known->second);
}

// The driver keeps both for each block.
absl::Status CheckTexts(const BlockInfo& info) {
  SLUICE_RETURN_IF_ERROR(CheckSize("the metadata of a block", info.metadata, kMetadataBytesMax));
  return info.position.has_value() ? CheckSize("the part of a position", info.position->part) : absl::OkStatus();
}

absl::StatusOr<bool> IsSafe(const SafePositions& positions, const SourcePosition& position) {
  if (position.first >= position.end) {
    return absl::InvalidArgumentError(StrCat("a position begins before its end: part=\"", position.part,
                                             "\" first=", position.first, " end=", position.end));
  }
  const std::optional<int64_t> safe = Find(positions, position.part);
  if (!safe.has_value() || position.first >= *safe) return false;
  if (position.end <= *safe) return true;
  return absl::InvalidArgumentError(StrCat("some of these records are stored already, go on behind them: part=\"",
                                           position.part, "\" first=", position.first, " end=", position.end,
                                           " stored until=", *safe));
}

void MoveOn(SafePositions& positions, const SourcePosition& stored) {
  int64_t& safe = positions.try_emplace(stored.part, stored.end).first->second;
  safe = std::max(safe, stored.end);
}

}  // namespace

// Rows between the program and the host.
struct CustomReceiver::Intake {
  RowAllowance allowance;
  RowBlockBuilder builder;
  struct Sealed {
    SealedBlock block;
    StoreDone done;
  };
  std::deque<Sealed> sealed;
};

CustomReceiver::CustomReceiver(std::unique_ptr<ReceiverProgram> program, CustomReceiverOptions options)
    : options_(options), program_(std::move(program)), intake_(std::make_unique<Intake>()) {}

CustomReceiver::~CustomReceiver() {
  if (host_ == nullptr) return;
  Stop();
  {
    MutexLock lock(&mu_);
    abandoned_ = true;
    WakeWaiters();
  }
  while (!finished_->Wait(kLongWait)) {
  }
  control_.reset();  // It posts to the other.
}

void CustomReceiver::Start(ReceiverHost& host) {
  host_ = &host;
  SetRate(host.context().rate_max);
  {
    MutexLock lock(&mu_);
    positions_ = host.context().positions;
  }
  finished_ = host.runtime().NewEvent();
  const std::string stream = StrCat(host.context().stream.value());
  control_ = host.runtime().NewMailbox("receiver-" + stream);
  runner_ = host.runtime().NewMailbox("onStart-" + stream);
  runner_->Post([this] { RunProgram(); });
}

void CustomReceiver::Cut(const BatchKey& batch) {
  control_->Post([this, batch] {
    EndInterval();
    host_->CutDone(batch);
  });
}

void CustomReceiver::OnRoom() {
  MutexLock lock(&mu_);
  full_ = !host_->HasRoom();
  WakeWaiters();
}

void CustomReceiver::SetRate(int64_t records_per_second) {
  MutexLock lock(&mu_);
  intake_->allowance.SetRate(records_per_second, Now(*host_));
  WakeWaiters();
}

void CustomReceiver::RunProgram() {
  const std::shared_ptr<Event> start_returned = host_->runtime().NewEvent();
  {
    MutexLock lock(&mu_);
    if (ending_) return;
    state_ = State::kStarted;
    start_returned_ = start_returned;
  }
  host_->Report({.state = SourceState::kStarted});
  const absl::Status started = CallUserCode([this] { return program_->Start(*this); });
  start_returned->Set();
  if (started.ok()) return;
  RestartAs({.state = SourceState::kRetrying,
             .message = StrCat("Error starting receiver ", host_->context().input.value()),
             .error = std::string(started.message())},
            options_.restart_delay);
}

void CustomReceiver::StopProgram() {
  std::shared_ptr<Event> start_returned;
  {
    MutexLock lock(&mu_);
    start_returned = start_returned_;
  }
  start_returned->Wait(kStartPatience);
  const absl::Status stopped = CallUserCode([this] { program_->Stop(); });
  if (!stopped.ok()) {
    LogError("receiver", "Error stopping receiver ", host_->context().input.value(), ": ", stopped.message());
  }
}

void CustomReceiver::Restart(const std::string& message, const std::string& error,
                             std::optional<absl::Duration> delay) {
  const absl::Duration wait = delay.value_or(options_.restart_delay);
  const std::string why = StrCat("Restarting receiver with delay ", absl::ToInt64Milliseconds(wait), "ms: ", message);
  RestartAs({.state = SourceState::kRetrying, .message = why, .error = error}, wait);
}

void CustomReceiver::SourceClosed(const std::string& message) {
  RestartAs({.state = SourceState::kClosed, .message = message}, options_.restart_delay);
}

void CustomReceiver::RestartAs(SourceReport report, absl::Duration delay) {
  {
    MutexLock lock(&mu_);
    if (ending_ || state_ != State::kStarted) return;
    state_ = State::kStopped;
    WakeWaiters();
  }
  control_->Post([this, report = std::move(report), delay] {
    StopProgram();
    EndInterval();
    host_->Report(report);
    control_->PostAfter(delay, [this] { runner_->Post([this] { RunProgram(); }); });
  });
}

void CustomReceiver::StopAs(SourceReport last) {
  bool is_running = false;
  {
    MutexLock lock(&mu_);
    if (std::exchange(ending_, true)) return;
    is_running = std::exchange(state_, State::kStopped) == State::kStarted;
    refuse_at_ = Now(*host_) + options_.stop_patience;
    WakeWaiters();
  }
  control_->Post([this, is_running, last = std::move(last)] {
    if (is_running) StopProgram();
    runner_->Post([this, last] { control_->Post([this, last] { Finish(last); }); });
  });
}

void CustomReceiver::Finish(const SourceReport& last) {
  {
    MutexLock lock(&mu_);
    closed_ = true;
  }
  EndInterval();
  host_->Report(last);
  finished_->Set();
}

void CustomReceiver::ReportError(const std::string& message, const std::string& error) {
  host_->Report({.state = SourceState::kError, .message = message, .error = error});
}

bool CustomReceiver::started() const {
  MutexLock lock(&mu_);
  return state_ == State::kStarted;
}

bool CustomReceiver::stopped() const {
  MutexLock lock(&mu_);
  return state_ == State::kStopped;
}

bool CustomReceiver::WaitForStop(absl::Duration limit) {
  MutexLock lock(&mu_);
  const absl::Time deadline = Now(*host_) + limit;
  while (state_ != State::kStopped && Now(*host_) < deadline) WaitForWake(deadline);
  return state_ == State::kStopped;
}

absl::Status CustomReceiver::WaitUntilMayAdd() {
  while (!ending_ && (full_ || !intake_->allowance.Renew(Now(*host_)))) {
    WaitForWake(full_ ? absl::InfiniteFuture() : intake_->allowance.next_at());
  }
  if (closed_ || Now(*host_) >= refuse_at_) {
    return absl::FailedPreconditionError("Cannot add data as BlockGenerator has not been started or has been stopped");
  }
  if (!intake_->allowance.Renew(Now(*host_))) intake_->allowance.Allow(1, Now(*host_));  // A stop waits for no rate.
  return absl::OkStatus();
}

absl::StatusOr<Writer*> CustomReceiver::BeginRow() {
  if (full_ || ending_ || intake_->allowance.is_used_up()) SLUICE_RETURN_IF_ERROR(WaitUntilMayAdd());
  intake_->allowance.TakeOne();
  return &intake_->builder.rows();
}

bool CustomReceiver::EndRow() {
  std::optional<SealedBlock> full = intake_->builder.EndRow(kBlockBytesMax);
  EndIntervalLater();
  if (!full) return false;
  intake_->sealed.push_back({*std::move(full), nullptr});
  return true;
}

absl::Status CustomReceiver::Store(Buffer rows, BlockInfo info, StoreDone done) {
  {
    MutexLock lock(&mu_);
    SLUICE_RETURN_IF_ERROR(WaitUntilMayAdd());
    intake_->allowance.Take(info.records, Now(*host_));
    if (std::optional<SealedBlock> earlier = intake_->builder.Seal())
      intake_->sealed.push_back({*std::move(earlier), nullptr});
    intake_->sealed.push_back({intake_->builder.Wrap(std::move(rows), std::move(info)), std::move(done)});
    EndIntervalLater();
  }
  StoreSealed();
  return absl::OkStatus();
}

std::optional<int64_t> CustomReceiver::SafePosition(const std::string& part) const {
  MutexLock lock(&mu_);
  return Find(positions_, part);
}

absl::Status CustomReceiver::StoreAndWait(Buffer rows, BlockInfo info) {
  SLUICE_RETURN_IF_ERROR(CheckTexts(info));
  if (info.position.has_value()) {
    MutexLock lock(&mu_);
    SLUICE_ASSIGN_OR_RETURN(const bool is_safe, IsSafe(positions_, *info.position));
    if (is_safe) return absl::OkStatus();
  }
  auto result = std::make_shared<std::optional<absl::Status>>();  // Guarded by mu_.
  StoreDone done = [this, result, position = info.position](const absl::Status& stored) {
    MutexLock lock(&mu_);
    *result = stored;
    if (stored.ok() && position.has_value()) MoveOn(positions_, *position);
    WakeWaiters();
  };
  SLUICE_RETURN_IF_ERROR(Store(std::move(rows), std::move(info), std::move(done)));
  MutexLock lock(&mu_);
  const absl::Time deadline = Now(*host_) + options_.store_timeout;
  while (!result->has_value() && !abandoned_ && Now(*host_) < deadline) WaitForWake(deadline);
  if (result->has_value()) return **result;
  if (abandoned_) return absl::CancelledError("the executor ends");
  return absl::DeadlineExceededError(StrCat("not within ", absl::FormatDuration(options_.store_timeout)));
}

void CustomReceiver::EndIntervalLater() {
  if (std::exchange(interval_ends_, true)) return;
  control_->PostAfter(host_->context().block_interval, [this] { EndInterval(); });
}

void CustomReceiver::EndInterval() {
  {
    MutexLock lock(&mu_);
    interval_ends_ = false;
    if (std::optional<SealedBlock> block = intake_->builder.SealInterval())
      intake_->sealed.push_back({*std::move(block), nullptr});
  }
  StoreSealed();
}

void CustomReceiver::StoreSealed() {
  MutexLock order(&store_mu_);
  while (true) {
    Intake::Sealed next;
    {
      MutexLock lock(&mu_);
      full_ = !host_->HasRoom();
      if (intake_->sealed.empty()) return;
      next = std::move(intake_->sealed.front());
      intake_->sealed.pop_front();
    }
    host_->Store(std::move(next.block), std::move(next.done));
  }
}

void CustomReceiver::WakeWaiters() {
  for (const std::shared_ptr<Event>& event : std::exchange(waiters_, {})) event->Set();
}

void CustomReceiver::WaitForWake(absl::Time deadline) {
  std::shared_ptr<Event> event = host_->runtime().NewEvent();
  waiters_.push_back(event);
  const absl::Duration limit = std::min(deadline - Now(*host_), kLongWait);
  mu_.Unlock();
  event->Wait(limit);
  mu_.Lock();
  std::erase(waiters_, event);
}

}  // namespace sluice
