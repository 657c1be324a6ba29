#include "worker/daemon/worker_daemon.h"

#include <unistd.h>

#include <set>
#include <utility>
#include <vector>

#include "common/actor/gate.h"
#include "common/base/address.h"
#include "common/base/status.h"
#include "common/base/version.h"
#include "common/net/conversations.h"
#include "common/observe/logging.h"
#include "common/observe/metrics.h"
#include "common/process/application_marker.h"
#include "common/process/daemon_address.h"
#include "common/process/executable_proto.h"
#include "common/settings/executor.h"
#include "worker/daemon/driver_link.h"
#include "worker/daemon/executable_fetch.h"
#include "worker/daemon/executor_processes.h"
#include "worker/daemon/hosted_executors.h"
#include "worker/daemon/pending_launches.h"
#include "worker/daemon/worker_id.h"
#include "worker/daemon/worker_metrics.h"
#include "worker/daemon/worker_site.h"

namespace sluice {
namespace {

constexpr absl::Duration kHeartbeat = absl::Seconds(1);
constexpr absl::Duration kDrainLimit = absl::Seconds(15);  // A little more than executors get.
constexpr absl::Duration kCloseLimit = absl::Seconds(5);
constexpr int kExecutablesKept = 20;
constexpr char kLog[] = "daemon";

// REQUIRES: the address can be parsed.
std::string HostOf(const std::string& address) { return ParseAddress(address)->host; }

// The one mailbox of the daemon: every member is touched in it only, unless said otherwise.
class Daemon : public WorkerDaemon, DriverLinkEvents {
 public:
  Daemon(Runtime& runtime, Transport& transport, DataDir data_dir, WorkerDaemonOptions options);
  ~Daemon() override;
  absl::Status Listen();

  const std::string& id() const override { return id_; }
  const std::string& address() const override { return address_; }
  const std::string& metrics_address() const override { return site_.address(); }
  void Drain() override;

 private:
  v1::Register MakeRegistration() override;
  void OnRegistered() override;
  void OnOrder(const v1::DriverToWorker& order) override;
  void OnRefused(const absl::Status& reason) override;

  void Prepare(const v1::LaunchExecutor& order);
  absl::StatusOr<ExecutorLaunch> MakeLaunch(const v1::LaunchExecutor& order) const;
  void OnFetched(const ExecutableKey& key, const absl::Status& status);
  void Launch(const ExecutorLaunch& launch);
  void StopExecutor(const v1::StopExecutor& order);
  void LeaveExecutor(const v1::LeaveExecutor& order);
  void AnswerLog(const v1::ReadLog& request);
  void OnExit(const ExecutorName& name, const ChildExit& exit, bool stopped);
  void OnNotStarted(const ExecutorName& name, const std::string& why);
  void Report(const v1::ExecutorExited& exited);
  void Tick();
  void UpdateMetrics();

  // Constant after Listen.
  Runtime& runtime_;
  Transport& transport_;
  const WorkerDaemonOptions options_;
  std::string id_;
  std::string address_;
  const std::shared_ptr<Event> drained_;

  Metrics metrics_;
  WorkerMetrics figures_{metrics_};

  const ExecutableCache cache_;
  std::unique_ptr<Mailbox> mailbox_;
  const std::shared_ptr<Postbox> postbox_;
  ExecutorProcesses processes_;
  HostedExecutors hosted_{[this](const ExecutorName& name) { return processes_.all().contains(name); }};
  WorkerSite site_{postbox_, metrics_, hosted_};
  DriverLink link_;
  Gate fetch_links_;
  PendingLaunches pending_;
  bool draining_ = false;
  bool closed_ = false;
  std::unique_ptr<Listener> listener_;
};

Daemon::Daemon(Runtime& runtime, Transport& transport, DataDir data_dir, WorkerDaemonOptions options)
    : runtime_(runtime),
      transport_(transport),
      options_(std::move(options)),
      drained_(runtime.NewEvent()),
      cache_(data_dir.Executables()),
      mailbox_(runtime.NewMailbox("daemon")),
      postbox_(std::make_shared<Postbox>(*mailbox_)),
      processes_(
          *mailbox_, std::move(data_dir),
          [this](const ExecutorName& name, const ChildExit& exit, bool stopped) { OnExit(name, exit, stopped); }),
      link_(runtime, transport, postbox_, options_.driver, *this),
      fetch_links_(runtime),
      pending_([this](const ExecutableKey& key) {
        return FetchExecutable(transport_, postbox_, fetch_links_.TryEnter(), options_.driver, cache_, key,
                               [this, key](const absl::Status& status) { OnFetched(key, status); });
      }) {}

Daemon::~Daemon() {
  listener_.reset();
  auto stopped = runtime_.NewEvent();
  mailbox_->Post([this, stopped] {
    closed_ = true;
    processes_.LetGo();
    pending_.Close();
    link_.Close([stopped] { stopped->Set(); });
  });
  stopped->Wait(kCloseLimit);
  fetch_links_.CloseAndWait(kCloseLimit);
  postbox_->Close();
  mailbox_.reset();
}

absl::Status Daemon::Listen() {
  SLUICE_RETURN_IF_ERROR(Annotate(site_.Listen(options_.metrics_listen), "listen for metrics"));
  // Before an executor of a former daemon can call and ask whether it is known.
  mailbox_->Post([this] { processes_.AdoptAll(); });
  // The port also proves that the host is one of this machine, and names the worker.
  auto listener = transport_.Listen(
      options_.listen,
      [this](const std::string& conversation, const std::string&,
             std::shared_ptr<Link> link) -> absl::StatusOr<LinkHandler> {
        if (conversation == conversations::kHost) return PostTo(postbox_, hosted_.Accept(std::move(link)));
        return absl::UnimplementedError(StrCat("this is a Sluice worker daemon, which does not know ", conversation));
      });
  if (!listener.ok()) return listener.status();
  listener_ = *std::move(listener);
  address_ = listener_->address();
  SLUICE_ASSIGN_OR_RETURN(const Address address, ParseAddress(address_));
  const int64_t now = absl::ToUnixMillis(runtime_.clock().WallNow());
  SLUICE_ASSIGN_OR_RETURN(
      id_, WorkerIdOf(processes_.data_dir(), StrCat("worker-", address.host, "-", address.port, "-", now)));
  SLUICE_RETURN_IF_ERROR(DaemonAddress::Write(processes_.data_dir().AddressPath(), address_));
  mailbox_->Post([this] {
    link_.Connect();
    Tick();
  });
  return absl::OkStatus();
}

v1::Register Daemon::MakeRegistration() {
  v1::Register registration;
  registration.set_version(ThisVersion());
  registration.set_worker(id_);
  registration.set_host(HostOf(address_));
  registration.set_pid(getpid());
  registration.set_cores(options_.cores);
  registration.set_memory_bytes(options_.memory_bytes);
  registration.set_cpu(ThisCpu());
  registration.set_metrics_address(site_.address());
  registration.set_leaving(draining_);
  for (const auto& [name, executor] : processes_.all()) {
    v1::RunningExecutor& running = *registration.add_executors();
    running.set_application(name.first.value());
    running.set_executor(name.second.value());
    running.set_cores(executor.cores);
    running.set_pid(executor.child->pid());
  }
  // A launch that still waits for its executable was ordered by a driver that has forgotten it by now.
  pending_.DropAll();
  return registration;
}

void Daemon::OnRegistered() {
  figures_.registrations.Increment();
  LogInfo(kLog, id_, " is registered with ", options_.driver);
  options_.on_registered();
}

void Daemon::OnRefused(const absl::Status& reason) { options_.on_refused(reason); }

void Daemon::OnOrder(const v1::DriverToWorker& order) {
  if (order.has_launch()) Prepare(order.launch());
  if (order.has_stop()) StopExecutor(order.stop());
  if (order.has_leave()) LeaveExecutor(order.leave());
  if (order.has_read_log()) AnswerLog(order.read_log());
  if (order.has_place()) hosted_.SetPlace(order.place());
}

absl::StatusOr<ExecutorLaunch> Daemon::MakeLaunch(const v1::LaunchExecutor& order) const {
  ExecutorLaunch launch;
  launch.name = {ApplicationId(order.application()), ExecutorId(order.executor())};
  launch.executable = FromProto(order.executable());
  launch.arguments.assign(order.arguments().begin(), order.arguments().end());
  RoleEnvironment& role = launch.role;
  role.role = Role::kExecutor;
  role.application = launch.name.first;
  role.application_name = order.application_name();
  role.daemon = address_;
  role.daemon_address_file = processes_.data_dir().AddressPath();
  role.driver = order.driver_address();
  role.listen = ToString(Address{HostOf(address_), 0});
  role.executor = launch.name.second;
  role.worker = WorkerId(id_);
  role.cores = order.cores();
  role.memory_bytes = order.memory_bytes();
  for (const std::string& pair : order.conf()) SLUICE_RETURN_IF_ERROR(role.conf.SetPair(pair));
  role.log_level = role.conf.Get(settings::kLogLevel);
  return launch;
}

void Daemon::Prepare(const v1::LaunchExecutor& order) {
  const ExecutorName name(order.application(), order.executor());
  auto launch = MakeLaunch(order);
  if (!launch.ok()) return OnNotStarted(name, std::string(launch.status().message()));
  if (draining_) return OnNotStarted(name, "the worker is stopping");
  if (cache_.Has(launch->executable)) return Launch(*launch);
  pending_.Add(*std::move(launch));
}

void Daemon::OnFetched(const ExecutableKey& key, const absl::Status& status) {
  if (closed_) return;
  if (status.ok()) figures_.fetched_bytes.Increment(static_cast<double>(key.bytes));
  for (const ExecutorLaunch& launch : pending_.Take(key)) {
    if (status.ok()) {
      Launch(launch);
    } else {
      OnNotStarted(launch.name, StrCat("fetch its executable: ", status.message()));
    }
  }
  std::set<ExecutableKey> in_use = {key};
  for (const auto& [name, executor] : processes_.all()) in_use.insert(executor.executable);
  cache_.Trim(kExecutablesKept, in_use);
}

void Daemon::Launch(const ExecutorLaunch& launch) {
  if (draining_) return OnNotStarted(launch.name, "the worker is stopping");
  const absl::StatusOr<int64_t> pid = processes_.Start(launch, cache_.PathOf(launch.executable));
  if (!pid.ok()) return OnNotStarted(launch.name, std::string(pid.status().message()));
  LogInfo(kLog, "executor ", launch.name.second, " of ", launch.name.first, " runs as process ", *pid, " with ",
          launch.role.cores, " cores");
  figures_.starts.Increment();
  UpdateMetrics();
  v1::WorkerToDriver message;
  message.mutable_started()->set_application(launch.name.first.value());
  message.mutable_started()->set_executor(launch.name.second.value());
  message.mutable_started()->set_pid(*pid);
  link_.Send(message);
}

void Daemon::StopExecutor(const v1::StopExecutor& order) {
  const ExecutorName name(order.application(), order.executor());
  if (pending_.Drop(name) || !processes_.all().contains(name)) return OnExit(name, {}, /*stopped=*/true);
  processes_.Stop(name);
}

void Daemon::LeaveExecutor(const v1::LeaveExecutor& order) {
  const ExecutorName name(order.application(), order.executor());
  if (pending_.Drop(name) || !processes_.all().contains(name)) return OnExit(name, {}, /*stopped=*/true);
  LogInfo(kLog, "executor ", name.second, " of ", name.first, " is to hand over what it has");
  hosted_.Leave(name);
}

void Daemon::OnExit(const ExecutorName& name, const ChildExit& seen, bool stopped) {
  const ChildExit exit = hosted_.TakeExit(name, seen);
  LogInfo(kLog, "executor ", name.second, " of ", name.first, " ended: ", ToString(exit));
  if (exit != ChildExit{} && !stopped) figures_.failures.Increment();
  v1::ExecutorExited exited;
  exited.set_application(name.first.value());
  exited.set_executor(name.second.value());
  if (!exit.is_known) exited.set_message(ToString(exit));
  exited.set_exit_code(exit.code);
  exited.set_signal(exit.signal);
  exited.set_leaving(stopped);
  const auto others = processes_.all().lower_bound({name.first, ExecutorId()});
  hosted_.Forget(name);
  const bool has_others = others != processes_.all().end() && others->first.first == name.first;
  if (!has_others) hosted_.Forget(name.first);
  Report(exited);
}

void Daemon::OnNotStarted(const ExecutorName& name, const std::string& why) {
  LogInfo(kLog, "executor ", name.second, " of ", name.first, " cannot be started: ", why);
  if (!draining_) figures_.failures.Increment();
  v1::ExecutorExited exited;
  exited.set_application(name.first.value());
  exited.set_executor(name.second.value());
  exited.set_exit_code(1);
  exited.set_message(why);
  exited.set_leaving(draining_);
  Report(exited);
}

void Daemon::Report(const v1::ExecutorExited& exited) {
  UpdateMetrics();
  v1::WorkerToDriver report;
  *report.mutable_exited() = exited;
  link_.Send(report);
  processes_.RemoveOldLogs();
  if (draining_ && processes_.all().empty()) drained_->Set();
}

void Daemon::AnswerLog(const v1::ReadLog& request) {
  const ExecutorName name(request.application(), request.executor());
  auto printed = processes_.ReadLog(name, request.error_stream(), request.offset(), request.bytes_max());
  v1::WorkerToDriver message;
  v1::LogChunk& chunk = *message.mutable_log();
  chunk.set_request(request.request());
  if (!printed.ok()) {
    chunk.set_error(std::string(printed.status().message()));
    link_.Send(message);
    return;
  }
  chunk.set_next_offset(printed->next_offset);
  chunk.set_running(printed->running);
  link_.Send(message, {Buffer::FromString(std::move(printed->bytes))});
}

void Daemon::Tick() {
  if (closed_) return;
  link_.Beat();
  figures_.disk.Look(processes_.data_dir().path());
  if (absl::Status trimmed = processes_.TrimLogs(); !trimmed.ok()) LogWarning(kLog, trimmed.message());
  mailbox_->PostAfter(kHeartbeat, [this] { Tick(); });
}

void Daemon::UpdateMetrics() {
  int cores = 0;
  for (const auto& [name, executor] : processes_.all()) cores += executor.cores;
  figures_.executors.Set(static_cast<double>(processes_.all().size()));
  figures_.cores_used.Set(cores);
}

void Daemon::Drain() {
  mailbox_->Post([this] {
    draining_ = true;
    v1::WorkerToDriver message;
    message.mutable_leaving();
    link_.Send(message);
    std::vector<ExecutorName> names;
    for (const auto& [name, executor] : processes_.all()) names.push_back(name);
    for (const ExecutorName& name : names) processes_.Stop(name);
    if (names.empty()) drained_->Set();
  });
  drained_->Wait(kDrainLimit);
}

absl::Status Check(const WorkerDaemonOptions& options) {
  SLUICE_RETURN_IF_ERROR(Annotate(ParseAddress(options.driver).status(), "--driver"));
  SLUICE_ASSIGN_OR_RETURN(const Address listen, ParseAddress(options.listen));
  if (listen.host == "0.0.0.0" || listen.host == "::") {
    return absl::InvalidArgumentError(StrCat("listen on ", options.listen,
                                             ": name the one address by which the others ",
                                             "reach this machine, since they are told where to connect to"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<WorkerDaemon>> WorkerDaemon::Start(Runtime& runtime, Transport& transport,
                                                                  DataDir data_dir, WorkerDaemonOptions options) {
  SLUICE_RETURN_IF_ERROR(Check(options));
  auto daemon = std::make_unique<Daemon>(runtime, transport, std::move(data_dir), std::move(options));
  SLUICE_RETURN_IF_ERROR(daemon->Listen());
  return daemon;
}

}  // namespace sluice
