#include "driver/daemon/worker_links.h"

#include <utility>

#include "common/base/str_cat.h"

namespace sluice {

void WorkerLinks::Join(std::shared_ptr<WorkerSession> session, const std::vector<RunningExecutor>& running) {
  const WorkerId worker = session->worker().id;
  for (const RunningExecutor& executor : running) NoteExecutor({executor.application, executor.executor}, worker);
  const auto former = std::exchange(sessions_[worker], std::move(session));
  if (former != nullptr) former->Close(absl::UnavailableError("the worker opened another link"));
}

bool WorkerLinks::Lose(const WorkerSession& session) {
  const auto found = sessions_.find(session.worker().id);
  if (found == sessions_.end() || found->second.get() != &session) return false;
  sessions_.erase(found);
  return true;
}

bool WorkerLinks::Send(const WorkerId& worker, const v1::DriverToWorker& message) {
  const auto session = sessions_.find(worker);
  if (session == sessions_.end()) return false;
  session->second->Send(message);
  return true;
}

void WorkerLinks::SendHeartbeats() {
  for (const auto& [worker, session] : sessions_) session->Send({});
}

std::vector<std::shared_ptr<WorkerSession>> WorkerLinks::SilentFor(absl::Duration silence) const {
  std::vector<std::shared_ptr<WorkerSession>> silent;
  for (const auto& [worker, session] : sessions_) {
    if (session->Silence() >= silence) silent.push_back(session);
  }
  return silent;
}

void WorkerLinks::ForgetExecutors(const ApplicationId& application) {
  std::erase_if(executor_workers_, [&](const auto& entry) { return entry.first.first == application; });
}

void WorkerLinks::ReadLog(const LogPlace& place, bool was_started, int64_t offset,
                          const WorkerSession::OnLog& done) const {
  const auto worker = executor_workers_.find({place.application, ExecutorId(place.executor)});
  if (worker == executor_workers_.end() && was_started) {
    return done(absl::UnavailableError(StrCat("executor ", place.executor, " of application ", place.application,
                                              " was started by a former driver daemon, and its worker has not come ",
                                              "back with it: its log is in that worker's --data-dir")));
  }
  if (worker == executor_workers_.end()) {
    return done(absl::NotFoundError(StrCat("application ", place.application, " has no executor ", place.executor,
                                           " that this driver started: `sluice status` lists them")));
  }
  const auto session = sessions_.find(worker->second);
  if (session == sessions_.end()) {
    return done(absl::UnavailableError(StrCat("worker ", worker->second, ", which ran executor ", place.executor,
                                              ", is not connected: its log is in that worker's --data-dir")));
  }
  session->second->ReadLog(place, offset, done);
}

}  // namespace sluice
