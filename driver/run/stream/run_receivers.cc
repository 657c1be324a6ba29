#include "driver/run/stream/run_receivers.h"

#include "common/base/overloaded.h"

namespace sluice {

RunReceivers::RunReceivers(RunId run, const RunBlocks& blocks, StreamNews& news, ReceiverPlacement& placement,
                           absl::Duration grace)
    : run_(run), blocks_(blocks), news_(news), placement_(placement), cutter_(grace) {
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
                     orders.push_back(LaunchReceiver{a.receiver, a.executor, blocks_.InputOf(a.receiver.stream)});
                   },
                   [&](const StopReceiver& a) { orders.push_back(a); },
               },
               action);
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
