#include <algorithm>
#include <utility>

#include "common/base/address.h"
#include "common/base/block_id_proto.h"
#include "common/base/status.h"
#include "common/base/version.h"
#include "common/observe/logging.h"
#include "driver/application/driver_actor.h"
#include "engine/variables/broadcast_value.h"

// Executors that come, speak and go.

namespace sluice {

void DriverActor::HandleLinkOpened(LinkOpened& m) {
  links_.Open(m.id, std::move(m.link));
  outside_.post_after(settings_.attach_wait, AttachOverdue{m.id});
}

void DriverActor::HandleAttachOverdue(AttachOverdue& m) {
  if (links_.IsAssigned(m.id)) return;
  links_.Close(m.id, absl::DeadlineExceededError(
                         absl::StrCat("no Attach within ", absl::FormatDuration(settings_.attach_wait))));
}

void DriverActor::HandleLinkFrame(LinkFrame& m) {
  if (!links_.IsOpen(m.id)) return;  // Was closed here; what was on its way is nobody's.
  v1::ToDriver message;
  absl::Status handled = absl::InvalidArgumentError("not a message of an executor");
  if (message.ParseFromString(m.frame.head)) {
    std::optional<ExecutorId> executor = executors_.Heard(m.id, outside_.clock.Now());
    handled = executor.has_value() ? OnReport(*executor, message.report(), std::move(m.frame.body))
                                   : OnFirstFrame(m.id, message);
  }
  if (!handled.ok()) LoseLink(m.id, handled);
}

void DriverActor::HandleLinkClosed(LinkClosed& m) {
  absl::Status reason = m.reason.ok() ? absl::UnavailableError("it has left") : m.reason;
  LoseLink(m.id, reason);
}

absl::Status DriverActor::OnFirstFrame(LinkId link, const v1::ToDriver& message) {
  if (!message.has_attach()) return absl::InvalidArgumentError("the first message of an executor must be Attach");
  const v1::Attach& attach = message.attach();
  SLUICE_ASSIGN_OR_RETURN(ExecutorInfo info, ParseAttach(attach, identity_.peer));
  if (ended_) {
    return absl::FailedPreconditionError(
        absl::StrCat("application ", identity_.peer.application.value(), " has ended"));
  }
  AttachExecutor(link, info);
  SLUICE_RETURN_IF_ERROR(AddWhatItHolds(info.id, attach));
  if (attach.leaving()) OnLeaving(info.id);
  return absl::OkStatus();
}

void DriverActor::AttachExecutor(LinkId link, const ExecutorInfo& info) {
  if (const ExecutorTable::Executor* former = executors_.Find(info.id)) {
    LoseLink(former->link, absl::UnavailableError("it attached again"));
  }
  absl::Time now = outside_.clock.Now();
  if (executors_.attached().empty()) last_check_ = now;
  executors_.Attach(info, link, now);
  links_.Assign(link, info.id);
  scheduler_.AddExecutor(info.id, info.slots, info.worker);
  const absl::StatusOr<Address> address = ParseAddress(info.block_address);
  placement_.AddExecutor(info.id, info.worker, address.ok() ? address->host : "");
  departures_.AddExecutor(info.id);
  v1::ToExecutor message;
  v1::Attached& attached = *message.mutable_attached();
  attached.set_version(kVersion);
  attached.set_heartbeat_millis(absl::ToInt64Milliseconds(settings_.heartbeat));
  attached.set_lease_millis(absl::ToInt64Milliseconds(settings_.lease));
  links_.SendNow(link, message);
  LogInfo("executors", "executor ", info.id.value(), " of worker ", info.worker, " attached: slots=", info.slots,
          " blocks at ", info.block_address);
  OnMembershipChanged();
}

absl::Status DriverActor::AddWhatItHolds(ExecutorId executor, const v1::Attach& attach) {
  for (const v1::BlockReport& block : attach.blocks()) SLUICE_RETURN_IF_ERROR(OnBlock(executor, block));
  for (const v1::ReceiverReport& receiver : attach.receivers()) {
    if (receiver.state() == v1::ReceiverReport::STOPPED) continue;
    placement_.OnFoundRunning(executor, {StreamId(receiver.stream()), receiver.epoch()});
    SLUICE_RETURN_IF_ERROR(OnReceiver(executor, receiver));
  }
  std::set<int32_t> unwanted;
  for (const v1::MapOutput& output : attach.map_outputs()) {
    std::vector<int64_t> bytes(output.bytes().begin(), output.bytes().end());
    bool is_wanted = scheduler_.AddMapOutput(executor, ShuffleId(output.shuffle()), output.map_partition(), bytes);
    if (!is_wanted) unwanted.insert(output.shuffle());
  }
  for (int32_t shuffle : unwanted) links_.WorkFor(executor).add_free_shuffles(shuffle);
  return absl::OkStatus();
}

void DriverActor::OnLeaving(ExecutorId executor) {
  if (!executors_.Leave(executor)) return;
  LogInfo("executors", "executor ", executor.value(), " leaves");
  placement_.LeaveExecutor(executor);
  scheduler_.LeaveExecutor(executor, outside_.clock.Now());
  departures_.LeaveExecutor(executor);
  OnMembershipChanged();
}

absl::Status DriverActor::OnReport(ExecutorId executor, const v1::Report& report, Buffers body) {
  if (report.leaving()) OnLeaving(executor);
  for (const v1::BlockReport& block : report.blocks()) SLUICE_RETURN_IF_ERROR(OnBlock(executor, block));
  for (const v1::CutDone& cut : report.cuts()) {
    if (run_.has_value()) run_->OnCutDone({StreamId(cut.stream()), cut.epoch()}, BatchTime(cut.batch()));
  }
  BodySplitter results(std::move(body));
  for (const v1::TaskReport& task : report.tasks()) {
    SLUICE_ASSIGN_OR_RETURN(TaskOutcome outcome, ParseTask(task, results));
    scheduler_.OnTaskOutcome(executor, std::move(outcome), outside_.clock.Now());
  }
  for (const v1::ReceiverReport& receiver : report.receivers()) SLUICE_RETURN_IF_ERROR(OnReceiver(executor, receiver));
  for (const v1::BroadcastWanted& wanted : report.broadcasts()) OnBroadcastWanted(executor, wanted);
  if (report.has_metrics()) {
    const v1::ExecutorMetrics& metrics = report.metrics();
    executors_.SetUse(executor, {.memory_bytes = metrics.memory_bytes(),
                                 .disk_bytes = metrics.disk_bytes(),
                                 .running_tasks = metrics.running_tasks()});
  }
  return absl::OkStatus();
}

absl::Status DriverActor::OnBlock(ExecutorId executor, const v1::BlockReport& report) {
  SLUICE_ASSIGN_OR_RETURN(AddBlock add, ParseBlock(report, executor));
  absl::Status added = add.Apply(blocks_);
  if (!absl::IsAlreadyExists(added)) return added;
  *links_.WorkFor(executor).add_free_blocks() = ToProto(add.id);
  return absl::OkStatus();
}

namespace {

// A source that stays away is said once, not at every attempt to reach it.
void LogReceiver(ExecutorId executor, const ReceiverStatus& before, const ReceiverStatus& now) {
  if (before.executor == executor && before.state == now.state && before.message == now.message &&
      before.error == now.error) {
    return;
  }
  const std::string text =
      absl::StrCat("receiver ", now.id.stream.value(), " on executor ", executor.value(), ": ", ToString(now.state),
                   now.message.empty() ? "" : ": ", now.message, now.error.empty() ? "" : ": ", now.error);
  const bool is_trouble = now.state == ReceiverStatus::State::kRetrying || now.is_error || now.dropped > before.dropped;
  is_trouble ? LogWarning("receivers", text) : LogInfo("receivers", text);
}

}  // namespace

absl::Status DriverActor::OnReceiver(ExecutorId executor, const v1::ReceiverReport& report) {
  SLUICE_ASSIGN_OR_RETURN(ReceiverStatus status, ParseReceiver(report));
  const auto known = placement_.receivers().find(status.id.stream);
  const ReceiverStatus before = known == placement_.receivers().end() ? ReceiverStatus() : known->second;
  if (!placement_.OnReport(executor, status)) return absl::OkStatus();
  status.executor = executor;
  TellReceiver(before, status);
  LogReceiver(executor, before, status);
  const bool is_gone =
      status.state == ReceiverStatus::State::kStopped || status.state == ReceiverStatus::State::kWaiting;
  if (is_gone && run_.has_value()) run_->OnReceiverGone(status.id);
  return absl::OkStatus();
}

// A piece at a time, so that heartbeats and tasks find room between them.
void DriverActor::OnBroadcastWanted(ExecutorId executor, const v1::BroadcastWanted& wanted) {
  constexpr size_t kPieceBytes = 4 << 20;
  v1::BroadcastPiece piece;
  piece.set_key(wanted.key());
  piece.set_offset(wanted.offset());
  const std::shared_ptr<BroadcastValue> value = BroadcastValue::Find(wanted.key());
  const Buffer encoded = value != nullptr ? value->encoded() : Buffer();
  const size_t from = std::min<uint64_t>(std::max<int64_t>(wanted.offset(), 0), encoded.size());
  const Buffer bytes = encoded.Slice(from, kPieceBytes);
  piece.set_bytes(static_cast<int64_t>(bytes.size()));
  if (value == nullptr) piece.set_gone("it was destroyed");
  links_.AddBroadcast(executor, std::move(piece), bytes);
}

void DriverActor::LoseLink(LinkId link, const absl::Status& reason) {
  std::optional<ExecutorId> executor = executors_.Heard(link, outside_.clock.Now());
  links_.Close(link, reason);
  if (!executor.has_value()) return;
  if (executors_.Find(*executor)->leaving) {
    LogInfo("executors", "executor ", executor->value(), " has left");
  } else {
    LogWarning("executors", "lost executor ", executor->value(), ": ", reason.ToString());
  }
  executors_.Lose(*executor);
  (void)DropHolder{*executor}.Apply(blocks_);  // Is never refused.
  for (const ReceiverEpoch& receiver : placement_.LoseExecutor(*executor)) {
    if (run_.has_value()) run_->OnReceiverGone(receiver);
  }
  scheduler_.LoseExecutor(*executor, outside_.clock.Now());
  departures_.LoseExecutor(*executor);
  OnMembershipChanged();
}

void DriverActor::OnMembershipChanged() {
  peers_changed_ = true;
  outside_.set_slots(executors_.TotalSlots());
  if (run_.has_value()) run_->OnExecutorCount(static_cast<int>(executors_.attached().size()), outside_.clock.Now());
}

void DriverActor::SendPeers() {
  v1::PeerUpdate update;
  for (const auto& [id, executor] : executors_.attached()) {
    v1::PeerUpdate::Peer& peer = *update.add_peers();
    peer.set_executor(id.value());
    peer.set_worker(executor.info.worker);
    peer.set_block_address(executor.info.block_address);
    peer.set_leaving(executor.leaving);
  }
  for (const auto& [id, executor] : executors_.attached()) *links_.WorkFor(id).add_peers() = update;
}

}  // namespace sluice
