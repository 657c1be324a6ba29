#include "driver/run/stream/run_receivers.h"

#include "common/base/overloaded.h"

namespace sluice {

RunReceivers::RunReceivers(RunId run, const RunBlocks& blocks, const RunRates& rates, StreamNews& news,
                           ReceiverPlacement& placement, absl::Duration grace)
    : run_(run), blocks_(blocks), rates_(rates), news_(news), placement_(placement), cutter_(grace) {
  placement_.AddRun(run_, *this);
  for (StreamId stream : blocks_.streams()) {
    placement_.AddStream(run_, stream, blocks_.InputOf(stream).preferred_host);
  }
}

void RunReceivers::Place(std::vector<RunAction>& orders) {
  if (started_) TakeOrders(orders);
}

void RunReceivers::TakeOrders(std::vector<RunAction>& orders) {
  for (const PlacementAction& action : placement_.Place(run_)) {
    std::visit(Overloaded{
                   [&](const StartReceiver& a) {
                     const InputStreamSpec& input = blocks_.InputOf(a.receiver.stream);
                     orders.push_back(LaunchReceiver{a.receiver, a.executor, input, rates_.LimitOf(input.id),
                                                     blocks_.received(), blocks_.ResumeFrom(a.receiver.stream)});
                   },
                   [&](const StopReceiver& a) { orders.push_back(a); },
               },
               action);
  }
}

void RunReceivers::SetRates(const std::set<InputId>& inputs, std::vector<RunAction>& orders) const {
  for (const ReceiverEpoch& receiver : placement_.Running(run_)) {
    const InputId input = blocks_.InputOf(receiver.stream).id;
    if (!inputs.contains(input)) continue;
    const ExecutorId executor = *placement_.StatusOf(receiver.stream).executor;
    orders.push_back(SetReceiverRate{executor, receiver, rates_.LimitOf(input)});
  }
}

void RunReceivers::Cut(BatchTime batch, absl::Time now, std::vector<RunAction>& orders) {
  std::vector<ReceiverEpoch> running = placement_.Running(run_);
  for (const ReceiverEpoch& receiver : running) {
    const ExecutorId executor = *placement_.StatusOf(receiver.stream).executor;
    orders.push_back(SendCut{executor, receiver, {run_, batch}});
  }
  cutter_.Begin(batch, running, now);
}

void RunReceivers::OnReceiver(const ReceiverStatus& before, const ReceiverStatus& now, const std::string& host,
                              absl::Time at) {
  news_.Receiver(blocks_.InputOf(now.id.stream), before, now, host, at);
}

}  // namespace sluice
