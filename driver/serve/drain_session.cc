#include "driver/serve/drain_session.h"

#include <algorithm>
#include <optional>

#include "common/base/status.h"
#include "common/base/version_check.h"

namespace sluice {
namespace {

// Nothing: the worker is not here.
std::optional<v1::DrainStatus> DrainStatusOf(const std::string& id, const v1::ClusterStatus& cluster) {
  const auto worker = std::find_if(cluster.workers().begin(), cluster.workers().end(),
                                   [&](const v1::WorkerInfo& info) { return info.worker() == id; });
  if (worker == cluster.workers().end()) return std::nullopt;
  v1::DrainStatus status;
  status.set_worker(id);
  status.set_state(worker->state());
  status.set_others(
      static_cast<int>(std::count_if(cluster.workers().begin(), cluster.workers().end(),
                                     [](const v1::WorkerInfo& other) { return other.state() == "alive"; })));
  for (const v1::ApplicationInfo& application : cluster.applications()) {
    for (const v1::LaunchedExecutor& executor : application.executors()) {
      status.set_executors(status.executors() + (executor.worker() == id));
    }
    for (const v1::ExecutorStatus& executor : application.status().executors()) {
      if (executor.worker() == id) status.set_to_hand_over(status.to_hand_over() + executor.to_hand_over());
    }
  }
  return status;
}

}  // namespace

absl::Status DrainSession::Answer(const v1::DrainRequest& request) {
  SLUICE_RETURN_IF_ERROR(CheckVersion("command line", request.version(), "driver"));
  worker_ = request.worker();
  SLUICE_RETURN_IF_ERROR(host_.SetDrained(WorkerId(worker_), true));
  Report();
  return absl::OkStatus();
}

void DrainSession::Report() {
  if (closed_) return;
  const std::optional<v1::DrainStatus> status = DrainStatusOf(worker_, host_.Describe());
  absent_ = status.has_value() ? absl::ZeroDuration() : absent_ + kLookEvery;
  if (absent_ > kAbsenceMax) {
    return link_->Close(absl::AbortedError(
        StrCat("worker ", worker_, " is gone: it gets no executors when it comes back, until it is undrained")));
  }
  if (status.has_value()) Tell(*status);
  if (status.has_value() && status->state() == "drained") return link_->Close(absl::OkStatus());
  mailbox_.PostAfter(kLookEvery, [self = shared_from_this()] { self->Report(); });
}

void DrainSession::Tell(const v1::DrainStatus& status) {
  std::string news = status.SerializeAsString();
  if (news != last_news_) (void)link_->Send(ToFrame(status));  // What is wrong with the link comes as its end.
  last_news_ = std::move(news);
}

}  // namespace sluice
