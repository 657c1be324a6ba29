#include "driver/daemon/driver_daemon.h"

#include <signal.h>

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/base/address.h"
#include "common/base/overloaded.h"
#include "common/base/status.h"
#include "common/base/version.h"
#include "common/observe/logging.h"
#include "common/observe/metrics.h"
#include "common/process/executable_proto.h"
#include "driver/daemon/application_processes.h"
#include "driver/daemon/application_session.h"
#include "driver/daemon/cluster.h"
#include "driver/daemon/cluster_status.h"
#include "driver/daemon/worker_session.h"
#include "driver/serve/serve.h"

namespace sluice {
namespace {

constexpr absl::Duration kHeartbeat = absl::Seconds(1);
constexpr absl::Duration kWorkerSilenceMax = absl::Seconds(10);
constexpr absl::Duration kDrainLimit = absl::Seconds(35);  // A little more than applications get.
constexpr size_t kNoticesMax = 1000;                       // For each application.
constexpr int kExecutablesKept = 20;                       // Beside those of applications that have not ended.
constexpr char kLog[] = "daemon";

// The one mailbox of the daemon: every member is touched in it only, unless said otherwise.
class Daemon : public DriverDaemon, public ClusterHost, public WorkerEvents, public ApplicationEvents {
 public:
  Daemon(Runtime& runtime, DataDir data_dir, ApplicationLog::Opened opened, DriverDaemonOptions options);
  ~Daemon() override;
  absl::Status Listen(Transport& transport);

  const std::string& address() const override { return address_; }
  const std::string& metrics_address() const override { return metrics_server_->address(); }
  void Drain() override;

 private:
  absl::StatusOr<LinkHandler> Accept(const std::string& conversation, std::shared_ptr<Link> link);

  ExecutableCache& executables() override { return cache_; }
  absl::StatusOr<ApplicationId> Submit(const v1::Submission& submission) override;
  absl::Status Stop(const ApplicationId& id, const std::string& reason) override;
  absl::Status Kill(const ApplicationId& id, bool graceful) override;
  absl::StatusOr<v1::ApplicationInfo> Find(const ApplicationId& id) override;
  v1::ClusterStatus Describe() override;
  std::vector<std::string> Notices(const ApplicationId& id, size_t from) override;
  void ReadLog(const LogPlace& place, int64_t offset, std::function<void(absl::StatusOr<LogPiece>)> done) override;

  void OnJoined(std::shared_ptr<WorkerSession> session, const std::vector<RunningExecutor>& running) override;
  void OnLeaving(const WorkerSession& session) override;
  void OnLost(const WorkerSession& session, const absl::Status& reason) override;
  void OnExecutorStarted(const v1::ExecutorStarted& started) override;
  void OnExecutorExited(const v1::ExecutorExited& exited) override;

  absl::Status OnAnnounced(std::shared_ptr<ApplicationSession> session,
                           const v1::AnnounceApplication& announce) override;
  void OnStatus(const ApplicationId& id, const v1::ApplicationStatus& status) override;
  void OnFinished(const ApplicationId& id) override;
  void OnDriverExit(const ApplicationId& id, const ChildExit& exit);

  void Perform(const ClusterActions& actions);
  void Do(const StartDriver& action);
  void Do(const StopDriver& action);
  void Do(const LaunchExecutor& action);
  void Do(const StopExecutor& action);
  void Do(const TellUser& action);
  void Do(const LookAgain& action);
  void Tick();
  void UpdateMetrics();
  void ForgetOldApplications();
  v1::ApplicationInfo DescribeFully(const ApplicationId& id);
  // What is decided by; the cluster records the date as well.
  absl::Time Now() {
    cluster_.SetWallAhead(runtime_.clock().ahead().wall);
    return runtime_.clock().Now();
  }

  // Of the driver of an application, while that runs or was the last to run.
  struct Contact {
    std::shared_ptr<ApplicationSession> session;
    v1::ApplicationStatus status;
    std::vector<std::string> notices;
    std::map<int, WorkerId> executor_workers;  // Where each executor is or was.
  };

  // Constant after Listen.
  Runtime& runtime_;
  const DriverDaemonOptions options_;
  const absl::Time started_;
  std::string address_;
  const std::shared_ptr<Event> drained_;

  Metrics metrics_;
  std::unique_ptr<MetricsServer> metrics_server_;
  prometheus::Gauge& workers_gauge_ = metrics_.Gauge("sluice_workers", "Workers that are connected.");
  prometheus::Gauge& executors_gauge_ = metrics_.Gauge("sluice_executors", "Executors that hold cores.");
  prometheus::Gauge& running_gauge_ = metrics_.Gauge("sluice_applications_running", "Applications that run.");
  prometheus::Counter& submitted_ = metrics_.Counter("sluice_applications_submitted_total", "Applications submitted.");
  prometheus::Counter& driver_starts_ = metrics_.Counter("sluice_driver_starts_total", "Application drivers started.");
  prometheus::Counter& executor_starts_ = metrics_.Counter("sluice_executor_starts_total", "Executors launched.");
  prometheus::Counter& workers_lost_ = metrics_.Counter("sluice_workers_lost_total", "Workers whose link broke.");

  const std::unique_ptr<ApplicationLog> log_;
  Cluster cluster_;
  ExecutableCache cache_;
  std::unique_ptr<Mailbox> mailbox_;
  std::unique_ptr<ApplicationProcesses> processes_;
  std::map<WorkerId, std::shared_ptr<WorkerSession>> sessions_;
  std::map<ApplicationId, Contact> contacts_;
  int64_t submissions_ = 0;
  bool draining_ = false;
  std::unique_ptr<Listener> listener_;
};

Daemon::Daemon(Runtime& runtime, DataDir data_dir, ApplicationLog::Opened opened, DriverDaemonOptions options)
    : runtime_(runtime),
      options_(std::move(options)),
      started_(runtime.clock().WallNow()),
      drained_(runtime.NewEvent()),
      log_(std::move(opened.log)),
      cluster_(*log_, std::move(opened.table)),
      cache_(data_dir.Executables()),
      mailbox_(runtime.NewMailbox("daemon")),
      processes_(std::make_unique<ApplicationProcesses>(
          *mailbox_, std::move(data_dir),
          [this](const ApplicationId& id, const ChildExit& exit) { OnDriverExit(id, exit); })) {}

Daemon::~Daemon() {
  listener_.reset();  // No handler runs from here on; what was posted may still.
  auto stopped = runtime_.NewEvent();
  mailbox_->Post([this, stopped] {
    sessions_.clear();
    processes_->Close();
    stopped->Set();
  });
  stopped->Wait(absl::InfiniteDuration());  // Children are killed: this does not take long.
  mailbox_.reset();
}

absl::Status Daemon::Listen(Transport& transport) {
  auto metrics_server = MetricsServer::Start(options_.metrics_listen, metrics_);
  if (!metrics_server.ok()) return Annotate(metrics_server.status(), "listen for metrics");
  metrics_server_ = *std::move(metrics_server);
  // Links that come before the address is known wait in the mailbox behind this task.
  auto listening = runtime_.NewEvent();
  mailbox_->Post([listening] { listening->Wait(absl::Seconds(60)); });
  auto listener = transport.Listen(
      options_.listen, [this](const std::string& conversation, const std::string&, std::shared_ptr<Link> link) {
        return Accept(conversation, std::move(link));
      });
  if (listener.ok()) {
    listener_ = *std::move(listener);
    address_ = listener_->address();
    mailbox_->Post([this] {
      Perform(cluster_.Recover(Now()));
      Tick();
    });
  }
  listening->Set();
  return listener.status();
}

absl::StatusOr<LinkHandler> Daemon::Accept(const std::string& conversation, std::shared_ptr<Link> link) {
  if (conversation == "/sluice.v1.Membership/Join") {
    return PostTo(*mailbox_, std::make_shared<WorkerSession>(*this, runtime_.clock(), std::move(link)));
  }
  if (conversation == "/sluice.v1.Application/Supervise") {
    return PostTo(*mailbox_, std::make_shared<ApplicationSession>(*this, std::move(link)));
  }
  if (auto session = NewServeSession(conversation, *this, *mailbox_, std::move(link))) {
    return PostTo(*mailbox_, std::move(session));
  }
  return absl::UnimplementedError(StrCat("a Sluice driver daemon does not know ", conversation));
}

absl::StatusOr<ApplicationId> Daemon::Submit(const v1::Submission& submission) {
  const std::string when = absl::FormatTime("%Y%m%d%H%M%S", runtime_.clock().WallNow(), absl::UTCTimeZone());
  ApplicationId id;
  do {
    id = ApplicationId(absl::StrFormat("app-%s-%04d", when, submissions_++ % 10000));
  } while (cluster_.table().contains(id));
  ApplicationSpec spec{.name = submission.name(),
                       .executable = FromProto(submission.executable()),
                       .arguments = {submission.arguments().begin(), submission.arguments().end()},
                       .conf = {submission.conf().begin(), submission.conf().end()},
                       .cores_wanted = submission.cores(),
                       .supervise = submission.supervise()};
  SLUICE_ASSIGN_OR_RETURN(const ClusterActions actions, cluster_.Submit(id, spec, Now()));
  submitted_.Increment();
  LogInfo(kLog, "application ", id, " (", spec.name, ") submitted");
  Perform(actions);
  ForgetOldApplications();
  return id;
}

void Daemon::ForgetOldApplications() {
  for (const ApplicationId& id : cluster_.ForgetEnded(options_.ended_applications_kept)) {
    processes_->data_dir().RemoveApplication(id.value());
    contacts_.erase(id);
  }
  std::set<ExecutableKey> in_use;
  for (const auto& [id, record] : cluster_.table()) {
    if (!IsEnded(record.state)) in_use.insert(record.spec.executable);
  }
  cache_.Trim(kExecutablesKept, in_use);
}

absl::Status Daemon::Stop(const ApplicationId& id, const std::string& reason) {
  SLUICE_ASSIGN_OR_RETURN(const ClusterActions actions, cluster_.Stop(id, reason, Now()));
  Perform(actions);
  return absl::OkStatus();
}

absl::Status Daemon::Kill(const ApplicationId& id, bool graceful) {
  SLUICE_ASSIGN_OR_RETURN(const ClusterActions actions, cluster_.Kill(id, graceful, Now()));
  LogInfo(kLog, "application ", id, " is killed by a user");
  Perform(actions);
  return absl::OkStatus();
}

absl::StatusOr<v1::ApplicationInfo> Daemon::Find(const ApplicationId& id) {
  if (cluster_.table().contains(id)) return DescribeFully(id);
  return absl::NotFoundError(StrCat("no application ", id, ": `sluice status` lists all that are known"));
}

v1::ApplicationInfo Daemon::DescribeFully(const ApplicationId& id) {
  v1::ApplicationInfo info = DescribeApplication(cluster_, id);
  if (const auto contact = contacts_.find(id); contact != contacts_.end()) {
    *info.mutable_status() = contact->second.status;
  }
  return info;
}

v1::ClusterStatus Daemon::Describe() {
  v1::ClusterStatus status;
  status.set_version(kVersion);
  status.set_address(address_);
  status.set_started_millis(absl::ToUnixMillis(started_));
  status.set_metrics_address(metrics_server_->address());
  for (const auto& [id, session] : sessions_) {
    v1::WorkerInfo& info = *status.add_workers();
    info = DescribeWorker(cluster_, id);
    info.set_pid(session->registration().pid());
    info.set_metrics_address(session->registration().metrics_address());
    info.set_heartbeat_age_millis(absl::ToInt64Milliseconds(session->Silence()));
  }
  for (const auto& [id, record] : cluster_.table()) *status.add_applications() = DescribeFully(id);
  return status;
}

std::vector<std::string> Daemon::Notices(const ApplicationId& id, size_t from) {
  const std::vector<std::string>& all = contacts_[id].notices;
  return {all.begin() + std::min(from, all.size()), all.end()};
}

void Daemon::ReadLog(const LogPlace& place, int64_t offset, std::function<void(absl::StatusOr<LogPiece>)> done) {
  if (place.executor == LogPlace::kDriver) {
    absl::StatusOr<LogPiece> piece = processes_->ReadLog(place.application, place.error_stream, offset);
    // An application that waits, or is to be started again, will print more.
    if (piece.ok()) piece->running = !IsEnded(cluster_.table().at(place.application).state);
    return done(std::move(piece));
  }
  const auto& where = contacts_[place.application].executor_workers;
  const auto worker = where.find(place.executor);
  if (worker == where.end()) {
    return done(absl::NotFoundError(StrCat("application ", place.application, " has no executor ", place.executor,
                                           " that this driver started: `sluice status` lists them")));
  }
  const auto session = sessions_.find(worker->second);
  if (session == sessions_.end()) {
    return done(absl::UnavailableError(StrCat("worker ", worker->second, ", which ran executor ", place.executor,
                                              ", is not connected: its log is in that worker's --data-dir")));
  }
  session->second->ReadLog(place, offset, std::move(done));
}

void Daemon::OnJoined(std::shared_ptr<WorkerSession> session, const std::vector<RunningExecutor>& running) {
  const WorkerSpec& worker = session->worker();
  LogInfo(kLog, "worker ", worker.id, " joined: ", worker.cores, " cores, ", running.size(), " executors running");
  const auto former = std::exchange(sessions_[worker.id], session);
  if (former != nullptr) former->Close(absl::UnavailableError("the worker opened another link"));
  for (const RunningExecutor& executor : running) {
    contacts_[executor.application].executor_workers[executor.executor.value()] = worker.id;
  }
  Perform(cluster_.OnWorkerJoined(worker, running, Now()));
}

void Daemon::OnLeaving(const WorkerSession& session) {
  LogInfo(kLog, "worker ", session.worker().id, " leaves");
  Perform(cluster_.OnWorkerLeaving(session.worker().id, Now()));
}

void Daemon::OnLost(const WorkerSession& session, const absl::Status& reason) {
  const auto found = sessions_.find(session.worker().id);
  if (found == sessions_.end() || found->second.get() != &session) return;  // It has another link already.
  const WorkerId id = session.worker().id;
  if (cluster_.workers().at(id).leaving) {
    LogInfo(kLog, "worker ", id, " has left");
  } else {
    LogWarning(kLog, "worker ", id, " is lost: ", reason.ok() ? "it closed its link" : reason.message());
    workers_lost_.Increment();
  }
  sessions_.erase(found);
  Perform(cluster_.OnWorkerLost(id, Now()));
}

void Daemon::OnExecutorStarted(const v1::ExecutorStarted& started) {
  cluster_.OnExecutorStarted(ApplicationId(started.application()), ExecutorId(started.executor()), started.pid());
}

void Daemon::OnExecutorExited(const v1::ExecutorExited& exited) {
  const std::string how = exited.message().empty()
                              ? ToString(ChildExit{.code = exited.exit_code(), .signal = exited.signal()})
                              : exited.message();
  LogInfo(kLog, "executor ", exited.executor(), " of ", exited.application(), " ended: ", how);
  const ApplicationId application(exited.application());
  const ExecutorId executor(exited.executor());
  const bool has_ended_well = exited.message().empty() && exited.exit_code() == 0 && exited.signal() == 0;
  const bool in_order = exited.leaving() || has_ended_well;
  Perform(in_order ? cluster_.OnExecutorLeft(application, executor, Now())
                   : cluster_.OnExecutorExited(application, executor, how, Now()));
}

absl::Status Daemon::OnAnnounced(std::shared_ptr<ApplicationSession> session, const v1::AnnounceApplication& announce) {
  const ApplicationId id(announce.application());
  const auto running = cluster_.running().find(id);
  if (running == cluster_.running().end() || running->second.driver_pid != announce.pid()) {
    return absl::NotFoundError(StrCat("process ", announce.pid(), " is not the driver of an application \"", id,
                                      "\" that this daemon started"));
  }
  LogInfo(kLog, "application ", id, " is at ", announce.address());
  contacts_[id].session = std::move(session);
  Perform(cluster_.OnDriverRegistered(id, announce.address(), Now()));
  return absl::OkStatus();
}

void Daemon::OnStatus(const ApplicationId& id, const v1::ApplicationStatus& status) {
  contacts_[id].status = status;
  for (const v1::ExecutorStatus& executor : status.executors()) {
    cluster_.OnExecutorAttached(id, ExecutorId(executor.executor()));
  }
}

void Daemon::OnFinished(const ApplicationId& id) { Perform(cluster_.OnDriverFinished(id)); }

void Daemon::OnDriverExit(const ApplicationId& id, const ChildExit& exit) {
  LogInfo(kLog, "the driver of application ", id, " ended with ", ToString(exit));
  contacts_[id].session = nullptr;
  Perform(cluster_.OnDriverExited(id, exit, Now()));
  if (draining_ && processes_->empty()) drained_->Set();
}

void Daemon::Perform(const ClusterActions& actions) {
  for (const ClusterAction& action : actions) {
    std::visit([this](const auto& a) { Do(a); }, action);
  }
  UpdateMetrics();
}

void Daemon::Do(const StartDriver& action) {
  const ApplicationSpec spec = cluster_.table().at(action.application).spec;
  auto pid =
      cache_.Has(spec.executable)
          ? processes_->Start(action.application, spec, action.executors, cache_.PathOf(spec.executable), address_)
          : absl::NotFoundError(StrCat("its executable ", cache_.PathOf(spec.executable), " is gone"));
  if (!pid.ok()) return Perform(cluster_.OnDriverNotStarted(action.application, pid.status(), Now()));
  driver_starts_.Increment();
  LogInfo(kLog, "the driver of application ", action.application, " runs as process ", *pid);
  cluster_.OnDriverStarted(action.application, *pid);
}

void Daemon::Do(const StopDriver& action) {
  const std::shared_ptr<ApplicationSession>& session = contacts_[action.application].session;
  v1::DaemonToApplication message;
  message.mutable_stop()->set_graceful(true);
  message.mutable_stop()->set_reason(action.reason);
  if (!action.graceful) {
    processes_->Signal(action.application, SIGKILL);
  } else if (session == nullptr || !session->open() || !session->Send(message).ok()) {
    processes_->Signal(action.application, SIGTERM);  // It has not announced itself yet.
  }
}

void Daemon::Do(const LaunchExecutor& action) {
  const auto session = sessions_.find(action.worker);
  const ApplicationRecord& record = cluster_.table().at(action.application);
  const PlacedExecutor& placed = cluster_.executors().at({action.application, action.executor});
  if (session == sessions_.end()) return;  // It is lost, which the cluster is about to hear.
  v1::DriverToWorker message;
  v1::LaunchExecutor& launch = *message.mutable_launch();
  launch.set_application(action.application.value());
  launch.set_application_name(record.spec.name);
  launch.set_executor(action.executor.value());
  launch.set_cores(placed.cores);
  launch.set_memory_bytes(placed.memory_bytes);
  launch.set_driver_address(cluster_.running().at(action.application).driver_address);
  *launch.mutable_executable() = ToProto(record.spec.executable);
  launch.mutable_conf()->Assign(record.spec.conf.begin(), record.spec.conf.end());
  launch.mutable_arguments()->Assign(record.spec.arguments.begin(), record.spec.arguments.end());
  contacts_[action.application].executor_workers[action.executor.value()] = action.worker;
  executor_starts_.Increment();
  session->second->Send(message);
}

void Daemon::Do(const StopExecutor& action) {
  const auto session = sessions_.find(action.worker);
  if (session == sessions_.end()) return;
  v1::DriverToWorker message;
  message.mutable_stop()->set_application(action.application.value());
  message.mutable_stop()->set_executor(action.executor.value());
  session->second->Send(message);
}

void Daemon::Do(const TellUser& action) {
  LogWarning(kLog, action.application.value().empty() ? "the registry" : action.application.value(), ": ", action.text);
  if (action.application.value().empty()) return;
  Contact& contact = contacts_[action.application];
  v1::DaemonToApplication message;
  message.mutable_notice()->set_text(action.text);
  // The driver prints it, where who follows it sees it; without one the follower is told by us.
  if (contact.session != nullptr && contact.session->open() && contact.session->Send(message).ok()) return;
  if (contact.notices.size() < kNoticesMax) contact.notices.push_back(action.text);
}

void Daemon::Do(const LookAgain& action) {
  mailbox_->PostAfter(std::max(absl::ZeroDuration(), action.at - Now()), [this] { Perform(cluster_.OnTime(Now())); });
}

void Daemon::Tick() {
  const auto sessions = sessions_;
  for (const auto& [id, session] : sessions) {
    session->Send({});
    if (session->Silence() < kWorkerSilenceMax) continue;
    const auto silent = absl::DeadlineExceededError(StrCat("silent for ", absl::FormatDuration(session->Silence())));
    session->Close(silent);
    OnLost(*session, silent);
  }
  for (const auto& [id, contact] : contacts_) {
    if (contact.session != nullptr && contact.session->open()) (void)contact.session->Send({});
  }
  if (absl::Status trimmed = processes_->TrimLogs(); !trimmed.ok()) LogWarning(kLog, trimmed.message());
  mailbox_->PostAfter(kHeartbeat, [this] { Tick(); });
}

void Daemon::UpdateMetrics() {
  workers_gauge_.Set(static_cast<double>(sessions_.size()));
  executors_gauge_.Set(static_cast<double>(cluster_.executors().size()));
  running_gauge_.Set(static_cast<double>(cluster_.running().size()));
}

void Daemon::Drain() {
  mailbox_->Post([this] {
    draining_ = true;
    Perform(cluster_.Drain(Now()));
    if (processes_->empty()) drained_->Set();
  });
  drained_->Wait(kDrainLimit);
}

absl::Status CheckReachable(const std::string& listen) {
  SLUICE_ASSIGN_OR_RETURN(const Address address, ParseAddress(listen));
  if (address.host != "0.0.0.0" && address.host != "::") return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat("listen on ", listen, ": name the one address by which workers reach this ",
                                           "machine, since they are told where to connect to"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<DriverDaemon>> DriverDaemon::Start(Runtime& runtime, Transport& transport,
                                                                  DataDir data_dir, DriverDaemonOptions options) {
  SLUICE_RETURN_IF_ERROR(CheckReachable(options.listen));
  const std::string path = StrCat(data_dir.path(), "/applications.log");
  auto log = ApplicationLog::Open(LocalFiles(), path, options.ended_applications_kept);
  if (absl::IsDataLoss(log.status()) || absl::IsFailedPrecondition(log.status())) {
    return absl::Status(log.status().code(),
                        ToAbsl(StrCat(log.status().message(), "; move the file away to start without the applications ",
                                      "it knew, or restore it from a copy")));
  }
  SLUICE_ASSIGN_OR_RETURN(ApplicationLog::Opened opened, std::move(log));
  if (opened.torn_bytes > 0)
    LogWarning(kLog, path, ": cut off ", opened.torn_bytes, " bytes that were never committed");
  auto daemon = std::make_unique<Daemon>(runtime, std::move(data_dir), std::move(opened), std::move(options));
  SLUICE_RETURN_IF_ERROR(daemon->Listen(transport));
  return daemon;
}

}  // namespace sluice
