#include "worker/executor/receiver_supervisor.h"

#include <algorithm>

#include "common/base/batch_key_proto.h"
#include "common/base/overloaded.h"
#include "common/base/printable.h"
#include "common/base/status.h"
#include "common/base/user_code.h"
#include "common/codec/module.h"
#include "common/observe/logging.h"

namespace sluice {
namespace {

v1::ReceiverReport::State ToProto(SourceState state) {
  switch (state) {
    case SourceState::kStarted: return v1::ReceiverReport::STARTED;
    case SourceState::kRetrying: return v1::ReceiverReport::RETRYING;
    case SourceState::kClosed: return v1::ReceiverReport::SOURCE_CLOSED;
    case SourceState::kError: return v1::ReceiverReport::ERROR;
    case SourceState::kStopped:
    case SourceState::kEnded: return v1::ReceiverReport::STOPPED;
    case SourceState::kLeft: return v1::ReceiverReport::LEFT;
  }
  return v1::ReceiverReport::STOPPED;
}

absl::StatusOr<std::unique_ptr<BlockReceiver>> Make(const v1::OpRef& ref) {
  SLUICE_ASSIGN_OR_RETURN(ReceiverFactory * factory, FindFunction<ReceiverFactory>(ref.factory()));
  return CallUserCode([&] { return factory(ref.arguments()); });
}

}  // namespace

ReceiverSupervisor::ReceiverSupervisor(HostedReceiver::Environment environment, BlockInventory& inventory,
                                       ReportOutbox& outbox)
    : environment_(std::move(environment)), inventory_(inventory), outbox_(outbox) {
  environment_.tell = [this](const HostedReceiver& receiver, const ReceiverLedger::Fact& fact) {
    OnFact(receiver, fact);
  };
}

void ReceiverSupervisor::Start(const v1::StartReceiver& order) {
  const Key key(StreamId(order.stream()), Epoch(order.epoch()));
  if (receivers_.contains(key)) return;
  absl::StatusOr<std::unique_ptr<BlockReceiver>> made = Make(order.factory());
  if (!made.ok()) {
    return ReportEnd(key, v1::ReceiverReport::STOPPED,
                     StrCat("cannot make the receiver \"", order.factory().name(), "\": ", made.status().message()));
  }
  const ReceiverContext context{
      .stream = key.first,
      .epoch = key.second,
      .input = InputId(order.input()),
      .block_interval = absl::Milliseconds(std::max<int64_t>(order.block_interval_millis(), 1)),
      .rate_max = std::max<int64_t>(order.records_per_second(), 0),
      .positions = {order.positions().begin(), order.positions().end()}};
  Entry& entry = receivers_[key];
  entry.receiver = std::make_shared<HostedReceiver>(
      context, BlockSafety{.copies = order.replication(), .log = {order.log_folder(), order.log_door()}},
      *std::move(made), environment_);
  entry.last.set_stream(order.stream());
  entry.last.set_epoch(order.epoch());
  entry.last.set_state(v1::ReceiverReport::RETRYING);
  entry.receiver->Start();
}

void ReceiverSupervisor::Refuse(const v1::StartReceiver& order, const std::string& why) {
  ReportEnd({StreamId(order.stream()), Epoch(order.epoch())}, v1::ReceiverReport::LEFT, why);
}

void ReceiverSupervisor::Stop(const v1::StopReceiver& order) {
  const Key key(StreamId(order.stream()), Epoch(order.epoch()));
  auto found = receivers_.find(key);
  if (found == receivers_.end()) return ReportEnd(key, v1::ReceiverReport::STOPPED, "it was not running");
  found->second.receiver->Stop();
}

void ReceiverSupervisor::LeaveAll(const std::string& why) {
  for (auto& [key, entry] : receivers_) {
    if (entry.receiver->stopping()) continue;
    entry.why_it_leaves = why;
    entry.receiver->Stop();
  }
}

void ReceiverSupervisor::LeaveStopping(const std::string& why) {
  for (auto& [key, entry] : receivers_) {
    if (entry.receiver->stopping() && entry.why_it_leaves.empty()) entry.why_it_leaves = why;
  }
}

void ReceiverSupervisor::Cut(const v1::CutBlocks& order) {
  auto found = receivers_.find({StreamId(order.stream()), Epoch(order.epoch())});
  if (found == receivers_.end() || found->second.receiver->stopping()) return;
  found->second.receiver->Cut(FromProto(order.batch()));
}

void ReceiverSupervisor::SetRate(const v1::SetReceiverRate& order) {
  auto found = receivers_.find({StreamId(order.stream()), Epoch(order.epoch())});
  if (found == receivers_.end()) return;  // It has stopped meanwhile.
  found->second.receiver->SetRate(std::max<int64_t>(order.records_per_second(), 0));
}

std::vector<v1::ReceiverReport> ReceiverSupervisor::running() const {
  std::vector<v1::ReceiverReport> reports;
  for (const auto& [key, entry] : receivers_) reports.push_back(entry.last);
  return reports;
}

std::vector<v1::WaitingReceiver> ReceiverSupervisor::waiting_for_room() const {
  std::vector<v1::WaitingReceiver> waiting;
  for (const auto& [key, entry] : receivers_) {
    if (!entry.receiver->waits_for_room()) continue;
    v1::WaitingReceiver& receiver = waiting.emplace_back();
    receiver.set_stream(key.first.value());
    receiver.set_epoch(key.second.value());
  }
  return waiting;
}

void ReceiverSupervisor::OnFact(const HostedReceiver& receiver, const ReceiverLedger::Fact& fact) {
  const Key key(receiver.context().stream, receiver.context().epoch);
  auto found = receivers_.find(key);
  if (found == receivers_.end()) return;  // It said it had stopped.
  std::visit(Overloaded{
                 [&](const HeldBlock& block) {
                   inventory_.AddBlock(block);
                   outbox_.AddBlock(block);
                 },
                 [&](const ReceiverLedger::Cut& cut) { outbox_.AddCut(key.first, key.second, cut.batch); },
                 [&](const SourceReport& report) { OnReport(key, report); },
             },
             fact);
}

void ReceiverSupervisor::OnReport(const Key& key, const SourceReport& report) {
  auto found = receivers_.find(key);
  auto& [receiver, last, why_it_leaves] = found->second;
  // What its own program has stopped stays stopped, also on an executor that leaves.
  const bool leaves = report.state == SourceState::kStopped && !why_it_leaves.empty();
  const v1::ReceiverReport::State state = leaves ? v1::ReceiverReport::LEFT : ToProto(report.state);
  const std::string message = ToMessageText(leaves ? why_it_leaves : report.message);
  const std::string error = ToMessageText(report.error);
  const bool is_news = last.state() != state || last.message() != message || last.error() != error;
  last.set_state(state);
  last.set_message(message);
  last.set_error(error);
  last.set_dropped(std::max(last.dropped(), report.dropped));
  if (is_news) {
    LogInfo("receiver", "stream ", key.first, " epoch ", ToString(key.second), ": ",
            v1::ReceiverReport::State_Name(last.state()), " ", message, error.empty() ? "" : ": ", error);
  }
  outbox_.AddReceiver(last);
  if (IsLast(report.state)) receivers_.erase(found);
}

void ReceiverSupervisor::ReportEnd(const Key& key, v1::ReceiverReport::State state, const std::string& message) {
  v1::ReceiverReport report;
  report.set_stream(key.first.value());
  report.set_epoch(key.second.value());
  report.set_state(state);
  report.set_message(ToMessageText(message));
  outbox_.AddReceiver(std::move(report));
}

}  // namespace sluice
