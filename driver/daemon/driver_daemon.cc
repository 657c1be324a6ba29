#include "driver/daemon/driver_daemon.h"

#include <signal.h>

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/base/address.h"
#include "common/base/overloaded.h"
#include "common/base/status.h"
#include "common/base/version.h"
#include "common/net/conversations.h"
#include "common/observe/disk_figures.h"
#include "common/observe/logging.h"
#include "common/observe/metrics.h"
#include "common/process/daemon_address.h"
#include "driver/daemon/application_links.h"
#include "driver/daemon/application_metrics.h"
#include "driver/daemon/application_processes.h"
#include "driver/daemon/cluster.h"
#include "driver/daemon/cluster_messages.h"
#include "driver/daemon/cluster_status.h"
#include "driver/daemon/daemon_metrics.h"
#include "driver/daemon/daemon_site.h"
#include "driver/daemon/orderly_end.h"
#include "driver/daemon/worker_links.h"
#include "driver/serve/serve.h"

namespace sluice {
namespace {

constexpr absl::Duration kHeartbeat = absl::Seconds(1);
constexpr absl::Duration kWorkerSilenceMax = absl::Seconds(10);
constexpr absl::Duration kDrainLimit = absl::Seconds(35);  // A little more than applications get.
constexpr int kExecutablesKept = 20;  // It does not count what applications that have not ended run.
constexpr char kLog[] = "daemon";

ApplicationId NewId(const ApplicationTable& table, absl::Time now, int64_t& submissions) {
  const std::string when = absl::FormatTime("%Y%m%d%H%M%S", now, absl::UTCTimeZone());
  ApplicationId id;
  do {
    id = ApplicationId(absl::StrFormat("app-%s-%04d", when, submissions++ % 10000));
  } while (table.contains(id));
  return id;
}

// The one mailbox of the daemon: every member is touched in it only, unless said otherwise.
class Daemon : public DriverDaemon, public ClusterHost, public WorkerEvents, public ApplicationEvents {
 public:
  Daemon(Runtime& runtime, DataDir data_dir, RegistryLog::Opened opened, DriverDaemonOptions options);
  ~Daemon() override;
  absl::Status Listen(Transport& transport);

  Addresses addresses() const override { return {address_, site_.metrics_address(), site_.address()}; }
  void Drain() override;

 private:
  absl::StatusOr<LinkHandler> Accept(const std::string& conversation, std::shared_ptr<Link> link);

  ExecutableCache& executables() override { return cache_; }
  absl::StatusOr<ApplicationId> Submit(const v1::Submission& submission) override;
  absl::Status Stop(const ApplicationId& id, const std::string& reason) override;
  absl::Status Kill(const ApplicationId& id, bool graceful) override;
  absl::Status SetDrained(const WorkerId& id, bool drained) override;
  absl::StatusOr<v1::ApplicationInfo> Find(const ApplicationId& id) override;
  v1::ClusterStatus Describe() override;
  std::vector<std::string> Notices(const ApplicationId& id, size_t from) override;
  void ReadLog(const LogPlace& place, int64_t offset, std::function<void(absl::StatusOr<LogPiece>)> done) override;

  void OnJoined(std::shared_ptr<WorkerSession> session, const std::vector<RunningExecutor>& running) override;
  void OnLeaving(const WorkerSession& session) override;
  void OnLost(const WorkerSession& session, const absl::Status& reason) override;
  void OnExecutorStarted(const v1::ExecutorStarted& started) override;
  void OnExecutorExited(const v1::ExecutorExited& exited) override;

  absl::Status CanAnnounce(const v1::AnnounceApplication& announce) override;
  void OnAnnounced(std::shared_ptr<ApplicationSession> session, const v1::AnnounceApplication& announce) override;
  void OnStatus(const ApplicationId& id, const v1::ApplicationStatus& status) override;
  void OnFinished(const ApplicationId& id, int exit_code) override;
  void OnAnswer(const ApplicationId& id, uint64_t question, PageAnswer answer) override;
  void OnDriverExit(const ApplicationId& id, const ChildExit& exit);

  void Perform(const ClusterActions& actions);
  void Start(const StartDriver& action);
  void Adopt(const AdoptDriver& action);
  void Tick();
  void ForgetOldApplications();
  // What is decided by; the cluster records the date as well.
  absl::Time Now() {
    cluster_.SetWallAhead(runtime_.clock().ahead().wall);
    return runtime_.clock().Now();
  }

  // Constant after Listen.
  Runtime& runtime_;
  const DriverDaemonOptions options_;
  const absl::Time started_;
  std::string address_;

  Metrics metrics_;
  DaemonMetrics figures_{metrics_};
  DiskFigures disk_{metrics_};
  ApplicationMetrics application_metrics_{metrics_};

  const std::unique_ptr<RegistryLog> log_;
  Cluster cluster_;
  ExecutableCache cache_;
  std::unique_ptr<Mailbox> mailbox_;
  const std::shared_ptr<Postbox> postbox_;
  OrderlyEnd end_;
  std::unique_ptr<ApplicationProcesses> processes_;
  WorkerLinks workers_;
  ApplicationLinks applications_;
  DaemonSite site_{runtime_, postbox_, *this, applications_, metrics_, processes_->event_logs()};
  int64_t submissions_ = 0;
  std::unique_ptr<Listener> listener_;
};

Daemon::Daemon(Runtime& runtime, DataDir data_dir, RegistryLog::Opened opened, DriverDaemonOptions options)
    : runtime_(runtime),
      options_(std::move(options)),
      started_(runtime.clock().WallNow()),
      log_(std::move(opened.log)),
      cluster_(*log_, std::move(opened.registry)),
      cache_(data_dir.Executables()),
      mailbox_(runtime.NewMailbox("daemon")),
      postbox_(std::make_shared<Postbox>(*mailbox_)),
      end_(runtime, *mailbox_),
      processes_(std::make_unique<ApplicationProcesses>(
          *mailbox_, std::move(data_dir), options_.event_log,
          [this](const ApplicationId& id, const ChildExit& exit) { OnDriverExit(id, exit); })) {}

Daemon::~Daemon() {
  site_.Close();
  listener_.reset();  // No handler runs from here on; what was posted may still.
  auto stopped = runtime_.NewEvent();
  mailbox_->Post([this, stopped] {
    workers_ = {};
    processes_->LetGo();
    stopped->Set();
  });
  stopped->Wait(absl::InfiniteDuration());  // No task of ours takes long.
  postbox_->Close();
  mailbox_.reset();
}

absl::Status Daemon::Listen(Transport& transport) {
  SLUICE_RETURN_IF_ERROR(site_.Listen(options_.web_listen, options_.metrics_listen));
  // Who calls before the daemon knows its address, and what ran under a former one, waits in the mailbox behind this.
  auto listening = runtime_.NewEvent();
  mailbox_->Post([this, listening] {
    listening->Wait(absl::Seconds(60));
    if (listener_ == nullptr) return;
    // Without it, those that run find us if we have the address of our predecessor.
    const absl::Status written = DaemonAddress::Write(processes_->data_dir().AddressPath(), address_);
    if (!written.ok()) LogWarning(kLog, "applications may not find this daemon: ", written.message());
    Perform(cluster_.Recover(Now()));
    Tick();
  });
  auto listener = transport.Listen(
      options_.listen, [this](const std::string& conversation, const std::string&, std::shared_ptr<Link> link) {
        return Accept(conversation, std::move(link));
      });
  if (listener.ok()) {
    listener_ = *std::move(listener);
    address_ = listener_->address();
    site_.SetReady();  // What is asked waits in the mailbox, too.
  }
  listening->Set();
  return listener.status();
}

absl::StatusOr<LinkHandler> Daemon::Accept(const std::string& conversation, std::shared_ptr<Link> link) {
  if (conversation == conversations::kJoin) {
    return PostTo(postbox_, std::make_shared<WorkerSession>(*this, runtime_.clock(), std::move(link)));
  }
  if (conversation == conversations::kSupervise) {
    return PostTo(postbox_, std::make_shared<ApplicationSession>(*this, std::move(link)));
  }
  if (auto session = NewServeSession(conversation, *this, *mailbox_, std::move(link))) {
    postbox_->Post([this, user = std::weak_ptr(session)] { end_.AddUser(user); });
    return PostTo(postbox_, std::move(session));
  }
  return absl::UnimplementedError(StrCat("a Sluice driver daemon does not know ", conversation));
}

absl::StatusOr<ApplicationId> Daemon::Submit(const v1::Submission& submission) {
  ApplicationId id(submission.resumed().application());
  std::optional<int> former_lives;
  if (submission.has_resumed()) {
    SLUICE_RETURN_IF_ERROR(CheckApplicationId(id));
    former_lives = submission.resumed().former_lives();
  } else {
    id = NewId(cluster_.table(), runtime_.clock().WallNow(), submissions_);
  }
  const ApplicationSpec spec = SpecOf(submission);
  SLUICE_ASSIGN_OR_RETURN(const ClusterActions actions, cluster_.Submit(id, spec, Now(), former_lives));
  figures_.submitted.Increment();
  LogInfo(kLog, "application ", id, " (", spec.name, ") ", former_lives.has_value() ? "is resumed" : "submitted");
  Perform(actions);
  ForgetOldApplications();
  return id;
}

void Daemon::ForgetOldApplications() {
  for (const ApplicationId& id : cluster_.ForgetEnded(options_.ended_applications_kept)) {
    processes_->data_dir().RemoveApplication(id.value());
    workers_.ForgetExecutors(id);
    applications_.Forget(id);
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

absl::Status Daemon::SetDrained(const WorkerId& id, bool drained) {
  SLUICE_ASSIGN_OR_RETURN(const ClusterActions actions, cluster_.SetDrained(id, drained, Now()));
  LogInfo(kLog, "worker ", id, " is ", drained ? "" : "not ", "to be drained, says a user");
  Perform(actions);
  return absl::OkStatus();
}

absl::StatusOr<v1::ApplicationInfo> Daemon::Find(const ApplicationId& id) {
  if (cluster_.table().contains(id)) return DescribeApplication(cluster_, applications_, id);
  return absl::NotFoundError(StrCat("no application ", id, ": `sluice status` lists all that are known"));
}

v1::ClusterStatus Daemon::Describe() {
  v1::ClusterStatus status = DescribeCluster(cluster_, workers_, applications_);
  status.set_version(ThisVersion());
  status.set_address(address_);
  status.set_started_millis(absl::ToUnixMillis(started_));
  status.set_metrics_address(site_.metrics_address());
  return status;
}

std::vector<std::string> Daemon::Notices(const ApplicationId& id, size_t from) {
  return applications_.Notices(id, from);
}

void Daemon::ReadLog(const LogPlace& place, int64_t offset, std::function<void(absl::StatusOr<LogPiece>)> done) {
  if (place.executor != LogPlace::kDriver) {
    const auto found = cluster_.table().find(place.application);
    const bool was_started =
        found != cluster_.table().end() && ExecutorId(place.executor) < found->second.next_executor;
    return workers_.ReadLog(place, was_started, offset, done);
  }
  absl::StatusOr<LogPiece> piece = processes_->ReadLog(place.application, place.error_stream, offset);
  // An application that waits, or is to be started again, will print more.
  if (piece.ok()) piece->running = !IsEnded(cluster_.table().at(place.application).state);
  done(std::move(piece));
}

void Daemon::OnJoined(std::shared_ptr<WorkerSession> session, const std::vector<RunningExecutor>& running) {
  const WorkerSpec worker = session->worker();
  LogInfo(kLog, "worker ", worker.id, " joined: ", worker.cores, " cores, ", running.size(), " executors running");
  workers_.Join(std::move(session), running);
  Perform(cluster_.OnWorkerJoined(worker, running, Now()));
}

void Daemon::OnLeaving(const WorkerSession& session) {
  LogInfo(kLog, "worker ", session.worker().id, " leaves");
  Perform(cluster_.OnWorkerLeaving(session.worker().id, Now()));
}

void Daemon::OnLost(const WorkerSession& session, const absl::Status& reason) {
  if (!workers_.Lose(session)) return;
  const WorkerId id = session.worker().id;
  if (cluster_.workers().at(id).leaving) {
    LogInfo(kLog, "worker ", id, " has left");
  } else {
    LogWarning(kLog, "worker ", id, " is away: ", reason.ok() ? "it closed its link" : reason.message());
    figures_.workers_lost.Increment();
  }
  Perform(cluster_.OnWorkerLost(id, Now(), Now() + kWorkerSilenceMax));
}

void Daemon::OnExecutorStarted(const v1::ExecutorStarted& started) {
  cluster_.OnExecutorStarted(ApplicationId(started.application()), ExecutorId(started.executor()), started.pid());
}

void Daemon::OnExecutorExited(const v1::ExecutorExited& exited) {
  const std::string how = HowItEnded(exited);
  LogInfo(kLog, "executor ", exited.executor(), " of ", exited.application(), " ended: ", how);
  const ApplicationId application(exited.application());
  const ExecutorId executor(exited.executor());
  Perform(HasEndedInOrder(exited) ? cluster_.OnExecutorLeft(application, executor, Now())
                                  : cluster_.OnExecutorExited(application, executor, how, Now()));
}

absl::Status Daemon::CanAnnounce(const v1::AnnounceApplication& announce) {
  const ApplicationId id(announce.application());
  const auto running = cluster_.running().find(id);
  if (running != cluster_.running().end() && running->second.driver_pid == announce.pid() &&
      cluster_.table().at(id).starts == announce.life()) {
    return absl::OkStatus();
  }
  return absl::NotFoundError(StrCat("process ", announce.pid(), " is not the driver, in life ", announce.life(),
                                    ", of an application \"", id, "\" that this daemon or a former one started"));
}

void Daemon::OnAnnounced(std::shared_ptr<ApplicationSession> session, const v1::AnnounceApplication& announce) {
  const ApplicationId id(announce.application());
  LogInfo(kLog, "application ", id, " is at ", announce.address());
  applications_.Announce(id, std::move(session));
  if (announce.has_finished()) OnFinished(id, announce.finished().exit_code());
  Perform(cluster_.OnDriverRegistered(id, announce.address(), Now()));
}

void Daemon::OnStatus(const ApplicationId& id, const v1::ApplicationStatus& status) {
  applications_.SetStatus(id, status);
  application_metrics_.Set(id, status);
  for (const v1::ExecutorStatus& executor : status.executors()) {
    cluster_.OnExecutorAttached(id, ExecutorId(executor.executor()));
  }
}

void Daemon::OnFinished(const ApplicationId& id, int exit_code) { Perform(cluster_.OnDriverFinished(id, exit_code)); }

void Daemon::OnAnswer(const ApplicationId& id, uint64_t question, PageAnswer answer) {
  site_.questions().OnAnswer(id, question, std::move(answer));
}

void Daemon::OnDriverExit(const ApplicationId& id, const ChildExit& exit) {
  LogInfo(kLog, "the driver of application ", id, " ended with ", ToString(exit));
  applications_.EndDriver(id);
  application_metrics_.Forget(id);
  Perform(cluster_.OnDriverExited(id, exit, Now()));
  if (processes_->empty()) end_.OnNothingRuns();
}

void Daemon::Perform(const ClusterActions& actions) {
  for (const ClusterAction& action : actions) {
    std::visit(Overloaded{
                   [&](const StartDriver& a) { Start(a); },
                   [&](const AdoptDriver& a) { Adopt(a); },
                   [&](const StopDriver& a) {
                     const bool is_asked = a.graceful && applications_.Send(a.application, MessageOf(a));
                     // A second SIGTERM would end it at once.
                     if (is_asked || a.is_reminder) return;
                     // Without a link it has not announced itself yet.
                     processes_->Signal(a.application, a.graceful ? SIGTERM : SIGKILL);
                   },
                   [&](const LaunchExecutor& a) {
                     if (!workers_.Send(a.worker, MessageOf(a, cluster_))) return;
                     workers_.NoteExecutor({a.application, a.executor}, a.worker);
                     figures_.executor_starts.Increment();
                   },
                   [&](const StopExecutor& a) { workers_.Send(a.worker, MessageOf(a)); },
                   [&](const LeaveExecutor& a) { workers_.Send(a.worker, MessageOf(a)); },
                   [&](const TellPlace& a) { workers_.Send(a.worker, MessageOf(a)); },
                   [&](const TellUser& a) {
                     const bool is_ours = a.application.value().empty();
                     LogWarning(kLog, is_ours ? "the registry" : a.application.value(), ": ", a.text);
                     if (!is_ours) applications_.Notify(a.application, a.text);
                   },
                   [&](const LookAgain& a) {
                     mailbox_->PostAfter(std::max(absl::ZeroDuration(), a.at - Now()),
                                         [this] { Perform(cluster_.OnTime(Now())); });
                   },
               },
               action);
  }
  figures_.workers.Set(static_cast<double>(workers_.sessions().size()));
  figures_.executors.Set(static_cast<double>(cluster_.executors().size()));
  figures_.applications_running.Set(static_cast<double>(cluster_.running().size()));
}

void Daemon::Start(const StartDriver& action) {
  const ApplicationRecord record = cluster_.table().at(action.application);
  const std::string executable = cache_.PathOf(record.spec.executable);
  auto pid = cache_.Has(record.spec.executable)
                 ? processes_->Start(action.application, record, action.first_executors, executable, address_)
                 : absl::NotFoundError(StrCat("its executable ", executable, " is gone"));
  if (!pid.ok()) return Perform(cluster_.OnDriverNotStarted(action.application, pid.status(), Now()));
  figures_.driver_starts.Increment();
  LogInfo(kLog, "the driver of application ", action.application, " runs as process ", *pid);
  cluster_.OnDriverStarted(action.application, *pid);
}

void Daemon::Adopt(const AdoptDriver& action) {
  const auto pid = processes_->Adopt(action.application);
  if (pid.ok()) {
    LogInfo(kLog, "the driver of application ", action.application, " was started before, as process ", *pid);
    return cluster_.OnDriverStarted(action.application, *pid);
  }
  LogWarning(kLog, "the driver of application ", action.application, " is gone: ", pid.status().message());
  Perform(cluster_.OnDriverExited(action.application, std::nullopt, Now()));
}

void Daemon::Tick() {
  workers_.SendHeartbeats();
  for (const auto& session : workers_.SilentFor(kWorkerSilenceMax)) {
    const auto silent = absl::DeadlineExceededError(StrCat("silent for ", absl::FormatDuration(session->Silence())));
    session->Close(silent);
    OnLost(*session, silent);
    Perform(cluster_.OnWorkerLost(session->worker().id, Now()));  // It was away for long enough.
  }
  applications_.SendHeartbeats();
  disk_.Look(processes_->data_dir().path());
  if (absl::Status trimmed = processes_->TrimLogs(); !trimmed.ok()) LogWarning(kLog, trimmed.message());
  mailbox_->PostAfter(kHeartbeat, [this] { Tick(); });
}

void Daemon::Drain() {
  mailbox_->Post([this] {
    end_.Begin();
    Perform(cluster_.Drain(Now()));
    if (processes_->empty()) end_.OnNothingRuns();
  });
  end_.Wait(kDrainLimit);
  auto killed = runtime_.NewEvent();
  mailbox_->Post([this, killed] {
    processes_->Kill();
    killed->Set();
  });
  killed->Wait(absl::InfiniteDuration());  // Killing does not take long.
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
  auto log = RegistryLog::Open(LocalFiles(), path, options.ended_applications_kept);
  if (absl::IsDataLoss(log.status()) || absl::IsFailedPrecondition(log.status())) {
    return absl::Status(log.status().code(),
                        ToAbsl(StrCat(log.status().message(), "; move the file away to start without the applications ",
                                      "it knew, or restore it from a copy")));
  }
  SLUICE_ASSIGN_OR_RETURN(RegistryLog::Opened opened, std::move(log));
  if (opened.torn_bytes > 0)
    LogWarning(kLog, path, ": cut off ", opened.torn_bytes, " bytes that were never committed");
  auto daemon = std::make_unique<Daemon>(runtime, std::move(data_dir), std::move(opened), std::move(options));
  SLUICE_RETURN_IF_ERROR(daemon->Listen(transport));
  return daemon;
}

}  // namespace sluice
