#include <map>
#include <utility>

#include "driver/pages/own_json.h"
#include "driver/pages/own_pages.h"

namespace sluice {
namespace {

using Limits = std::map<std::pair<int32_t, int32_t>, const v1::RateStatus*>;  // A key is a run and its stream.

Limits LimitsOf(const ApplicationView& view) {
  Limits limits;
  for (const v1::RateStatus& rate : view.status.rates()) limits[{rate.run(), rate.stream()}] = &rate;
  return limits;
}

Json RunningReceiver(const v1::ReceiverStatus& receiver) {
  return {{"run", receiver.run()},
          {"stream", receiver.stream()},
          {"name", receiver.name()},
          {"state", receiver.state()},
          {"executor", receiver.executor()},
          {"message", receiver.message()},
          {"records", receiver.records()},
          {"dropped", receiver.dropped()},
          {"starts", receiver.epoch()},
          {"limit", 0},
          {"processing_rate", 0}};
}

const char* StateName(ReceiverEvent::Kind kind) {
  switch (kind) {
    case ReceiverEvent::Kind::kStarted: return "ACTIVE";
    case ReceiverEvent::Kind::kError: return "RETRYING";
    case ReceiverEvent::Kind::kStopped: return "STOPPED";
  }
  return "";
}

// Of an application that has ended nobody reports any more.
Json RememberedReceiver(const ReceiverEvent& receiver) {
  v1::ReceiverStatus status;
  status.set_run(receiver.run.value());
  status.set_stream(receiver.input.value());
  status.set_executor(receiver.executor.value_or(ExecutorId(-1)).value());
  Json json = RunningReceiver(status);
  json["name"] = receiver.name;
  json["state"] = StateName(receiver.kind);
  json["message"] = receiver.message;
  return json;
}

}  // namespace

Json OwnReceivers(const ApplicationView& view) {
  Json receivers = Json::array();
  const Limits limits = LimitsOf(view);
  for (const v1::ReceiverStatus& receiver : view.status.receivers()) {
    Json json = RunningReceiver(receiver);
    if (auto found = limits.find({receiver.run(), receiver.stream()}); found != limits.end()) {
      json["limit"] = found->second->limit();
      json["processing_rate"] = found->second->processing();
    }
    receivers.push_back(std::move(json));
  }
  const RunRecord* run = receivers.empty() ? NewestRun(view.history) : nullptr;
  if (run == nullptr) return receivers;
  for (const auto& [input, receiver] : run->receivers) receivers.push_back(RememberedReceiver(receiver));
  return receivers;
}

absl::StatusOr<Json> ReceiversPage(const PageRequest& request) {
  return Json{{"receivers", OwnReceivers(request.view)}};
}

}  // namespace sluice
