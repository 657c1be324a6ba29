#include "tests/sim/sim_cluster.h"

#include <algorithm>

#include "common/base/str_cat.h"

namespace sluice {
namespace {

const std::string kDriver = "driver";
// A cut this short goes unnoticed: the lease is 2.5 s, and a frame comes every 250 ms.
const absl::Duration kHarmlessCut = absl::Milliseconds(1500);

}  // namespace

SimCluster::SimCluster(const SimClusterOptions& options)
    : options_(options),
      loop_(options.seed),
      network_(loop_),
      tasks_(loop_),
      traffic_(ledgers_, marks_,
               options.history_max > 0 ? [this](const std::string& event) { Note(event); } : Traffic::Log()) {
  SetSimSources(this);
  tasks_.MakeCurrent(true);
  traffic_.SetReach([this](ExecutorId executor) { return IsReachable(executor); });
  for (const WordCountOptions& run : options.application.word_counts) ledgers_.AddRun(run.sources);
  for (int i = 0; i < ledgers_.source_count(); ++i) {
    sources_.push_back(std::make_unique<SimSource>(i, loop_.Random(), ledgers_.of_source(i)));
  }
  application_ =
      std::make_unique<SimApplication>(loop_, network_.Host(kDriver), traffic_, ledgers_, options.application);
}

SimCluster::~SimCluster() {
  former_.clear();
  application_.reset();
  while (!executors_.empty()) Bury(std::move(executors_.extract(executors_.begin()).mapped()));
  loop_.RunUntil([this] { return burials_ == 0; }, absl::InfiniteDuration());
  tasks_.MakeCurrent(false);
  SetSimSources(nullptr);
}

ExecutorId SimCluster::StartExecutor(int worker) {
  const ExecutorId id(next_executor_++);
  SimExecutorOptions options = options_.executor;
  options.id = id;
  options.worker = worker;
  options.driver_address = application_->address();
  Note(StrCat("worker ", worker, " starts executor ", id));
  executors_[id] = std::make_unique<SimExecutor>(loop_, network_.Host(MachineOf(id)), traffic_, options,
                                                 [this, id](const std::string& why) { ExecutorEnded(id, why); });
  return id;
}

void SimCluster::RestartDriver() {
  Note("the driver is killed and starts anew");
  network_.Kill(kDriver);
  for (ExecutorId executor : alive()) ledgers_.Harmed(executor);
  BeginNextLife();
}

void SimCluster::FailOverDriver(absl::Duration gap) {
  Note("the driver is killed");
  network_.Kill(kDriver);
  TellPlace({options_.application.life, ""});
  loop_.After(gap, [this] {
    BeginNextLife();
    application_->Start();
    TellPlace({options_.application.life, application_->address()});
  });
}

void SimCluster::BeginNextLife() {
  former_.push_back(std::move(application_));
  options_.application.life = DriverLife(options_.application.life.value() + 1);
  Note(StrCat("life ", options_.application.life, " of the driver begins"));
  application_ =
      std::make_unique<SimApplication>(loop_, network_.Host(kDriver), traffic_, ledgers_, options_.application);
}

void SimCluster::TellPlace(const DriverPlace& place) {
  for (auto& [id, executor] : executors_) executor->SetDriver(place);
}

void SimCluster::Kill(ExecutorId executor) {
  if (Find(executor) == nullptr) return;
  marks_.Add(Mark::kExecutorsKilled);
  if (traffic_.RunsReceiver(executor)) marks_.Add(Mark::kReceiversKilled);
  network_.Kill(MachineOf(executor));
  ExecutorEnded(executor, "is killed");
}

void SimCluster::Drain(ExecutorId executor) {
  auto found = executors_.find(executor);
  if (found == executors_.end()) return;
  Note(StrCat("executor ", executor, " is told to end"));
  marks_.Add(Mark::kExecutorsDrained);
  if (traffic_.RunsReceiver(executor)) marks_.Add(Mark::kReceiversDrained);
  traffic_.Leaving(executor);
  found->second->Drain();
}

// Also when it has exited by itself.
void SimCluster::ExecutorEnded(ExecutorId executor, const std::string& how) {
  Note(StrCat("executor ", executor, " ", how));
  auto ended = executors_.extract(executor);
  if (ended.empty()) return;
  ledgers_.Died(executor);
  for (const auto& source : sources_) source->BreakConnectionsOf(executor);
  const int worker = ended.mapped()->worker();
  // Not here: this may be called by the executor itself. What it does until then reaches nobody.
  network_.Kill(MachineOf(executor));
  Bury(std::move(ended.mapped()));
  const absl::Duration pause = options_.restart_after * static_cast<int>(1 + loop_.Random() % 8) / 8;
  loop_.After(pause, [this, worker] {
    if (is_running()) StartExecutor(worker);
  });
}

// Its end takes as long as the user code that runs there.
void SimCluster::Bury(std::unique_ptr<SimExecutor> executor) {
  ++burials_;
  loop_.After(absl::ZeroDuration(), [this, executor = std::move(executor)]() mutable {
    executor.reset();
    --burials_;
  });
}

std::vector<ExecutorId> SimCluster::alive() const {
  std::vector<ExecutorId> alive;
  for (const auto& [id, executor] : executors_) alive.push_back(id);
  return alive;
}

const SimExecutor* SimCluster::Find(ExecutorId executor) const {
  auto found = executors_.find(executor);
  return found == executors_.end() ? nullptr : found->second.get();
}

void SimCluster::CutDriver(ExecutorId executor, absl::Duration lasts) {
  marks_.Add(Mark::kDriverLinksCut);
  if (lasts > kHarmlessCut) ledgers_.Harmed(executor);
  Cut({kDriver, MachineOf(executor)}, lasts);
}

void SimCluster::CutPeers(ExecutorId a, ExecutorId b, absl::Duration lasts) {
  marks_.Add(Mark::kPeerLinksCut);
  Cut({MachineOf(a), MachineOf(b)}, lasts);
}

void SimCluster::SlowDriver(ExecutorId executor, absl::Duration lasts, absl::Duration delay) {
  marks_.Add(Mark::kLinksSlowed);
  Slow({kDriver, MachineOf(executor)}, loop_.clock().Now() + lasts, delay);
}

void SimCluster::SlowPeers(ExecutorId a, ExecutorId b, absl::Duration lasts, absl::Duration delay) {
  marks_.Add(Mark::kLinksSlowed);
  Slow({MachineOf(a), MachineOf(b)}, loop_.clock().Now() + lasts, delay);
}

void SimCluster::SetWallForward(absl::Duration by) {
  marks_.Add(by < absl::ZeroDuration() ? Mark::kClockSetBack : Mark::kClockSetForward);
  Note(StrCat("the wall clock is set forward by ", absl::FormatDuration(by)));
  loop_.clock().SetWallForward(by);
}

void SimCluster::Cut(const Machines& link, absl::Duration lasts) {
  Note(StrCat("cut ", link.first, " - ", link.second, " for ", absl::FormatDuration(lasts)));
  ++cuts_[link];
  network_.CutLink(link.first, link.second);
  loop_.After(lasts, [this, link] {
    if (--cuts_[link] > 0) return;
    network_.HealLink(link.first, link.second);
    Note(StrCat("healed ", link.first, " - ", link.second));
  });
}

void SimCluster::Slow(const Machines& link, absl::Time until, absl::Duration delay) {
  if (loop_.clock().Now() >= until) return;
  const absl::Duration pause = delay * static_cast<int>(1 + loop_.Random() % 16) / 16;
  Cut(link, pause);
  loop_.After(pause + absl::Milliseconds(20), [this, link, until, delay] { Slow(link, until, delay); });
}

bool SimCluster::IsReachable(ExecutorId executor) const {
  return executors_.count(executor) > 0 && !network_.IsCut(kDriver, MachineOf(executor));
}

ExecutorId SimCluster::ExecutorOf(const Runtime& runtime) {
  for (const auto& [id, executor] : executors_) {
    if (executor->RunsOn(runtime)) return id;
  }
  return kNobody;
}

std::string SimCluster::MachineOf(ExecutorId executor) const { return StrCat("executor-", executor); }

void SimCluster::Note(const std::string& event) {
  if (options_.history_max == 0) return;
  history_.push_back(StrCat(absl::FormatTime("%M:%E6S ", loop_.clock().Now(), absl::UTCTimeZone()), event));
  if (history_.size() > options_.history_max) history_.pop_front();
}

}  // namespace sluice
