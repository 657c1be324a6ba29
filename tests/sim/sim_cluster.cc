#include "tests/sim/sim_cluster.h"

#include <algorithm>

#include "common/base/str_cat.h"
#include "common/settings/executor.h"

namespace sluice {
namespace {

// A cut this short goes unnoticed: a frame comes every 100 ms, and may be 300 ms late.
const absl::Duration kHarmlessCut = settings::kExecutorLease.fallback / 2;
// So does this, of a process: what it has sent before arrives.
const absl::Duration kLongestStall = absl::Milliseconds(800);

}  // namespace

SimCluster::SimCluster(const SimClusterOptions& options)
    : options_(options),
      loop_(options.seed),
      network_(loop_),
      disk_(loop_),
      tasks_(loop_),
      traffic_(ledgers_, marks_,
               options.history_max > 0 ? [this](const std::string& event) { Note(event); } : Traffic::Log()) {
  SetSimSources(this);
  tasks_.MakeCurrent(true);
  traffic_.SetReach([this](ExecutorId executor) { return IsReachable(executor); });
  for (const WordCountOptions& run : options.application.word_counts) {
    ledgers_.AddRun(run.sources);
    if (options.application.write_ahead_log) ledgers_.of_run(ledgers_.size() - 1).SetKeepsAcknowledged();
    if (run.can_be_read_again) ledgers_.of_run(ledgers_.size() - 1).SetCanBeReadAgain();
  }
  for (int i = 0; i < ledgers_.source_count(); ++i) {
    sources_.push_back(std::make_unique<SimSource>(i, loop_.Random(), ledgers_.of_source(i)));
    if (ledgers_.of_source(i).can_be_read_again()) sources_.back()->SetCanBeReadAgain();
  }
  MakeApplication();
}

SimCluster::~SimCluster() {
  replaced_.clear();
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
  executors_[id] = std::make_unique<SimExecutor>(loop_, disk_, network_.Host(MachineOf(id)), traffic_, options,
                                                 [this, id](const std::string& why) { ExecutorEnded(id, why); });
  return id;
}

void SimCluster::MakeApplication() {
  application_ = std::make_shared<SimApplication>(loop_, disk_, network_.Host(driver_machine_), traffic_, ledgers_,
                                                  driver_machine_, options_.application);
  application_->OnEnded([this, application = application_.get()] { ProgramEnded(*application); });
  application_->OnStopping([this] {
    if (on_stopping_) on_stopping_();
  });
  former_refusals_ = disk_.refusals();
}

void SimCluster::RestartDriver() {
  Note("the driver is killed and starts anew");
  network_.Kill(driver_machine_);
  application_->Die(/*loses_power=*/false);
  traffic_.DriverIsOver();
  for (ExecutorId executor : alive()) ledgers_.Harmed(executor);
  BeginNextLife();
}

void SimCluster::FailOverDriver(absl::Duration gap, bool loses_power) {
  Note(loses_power ? "the driver's machine loses power" : "the driver is killed");
  network_.Kill(driver_machine_);
  application_->Die(loses_power);
  traffic_.DriverIsOver();
  NextLifeAfter(gap);
}

void SimCluster::ReplaceDriver(absl::Duration gap, absl::Duration lasts) {
  Note(StrCat("the driver stands still for ", absl::FormatDuration(lasts)));
  application_->SetStopped(true);
  loop_.After(lasts, [this, weak = std::weak_ptr(application_)] {
    std::shared_ptr<SimApplication> stopped = weak.lock();
    if (stopped == nullptr) return;
    Note(StrCat("life ", stopped->life(), " of the driver goes on"));
    stopped->SetStopped(false);
  });
  driver_machine_ = StrCat("driver-", options_.application.life.value() + 1);
  traffic_.DriverIsOver();
  NextLifeAfter(gap);
}

void SimCluster::StandStill(ExecutorId executor, absl::Duration lasts) {
  Note(StrCat("executor ", executor, " stands still for ", absl::FormatDuration(lasts)));
  if (lasts > kLongestStall) ledgers_.Harmed(executor);
  executors_.at(executor)->SetStopped(true);
  loop_.After(lasts, [this, executor] {
    if (auto found = executors_.find(executor); found != executors_.end()) found->second->SetStopped(false);
  });
}

void SimCluster::StandStillDriver(absl::Duration lasts) {
  Note(StrCat("the driver stands still for ", absl::FormatDuration(lasts)));
  application_->SetStopped(true);
  loop_.After(lasts, [weak = std::weak_ptr(application_)] {
    if (std::shared_ptr<SimApplication> stopped = weak.lock()) stopped->SetStopped(false);
  });
}

void SimCluster::NextLifeAfter(absl::Duration gap) {
  next_life_due_ = true;
  TellPlace({options_.application.life, ""});
  loop_.After(gap, [this] {
    BeginNextLife();
    next_life_due_ = false;
    application_->Start();
    TellPlace({options_.application.life, application_->address()});
  });
}

void SimCluster::BeginNextLife() {
  (application_->is_dead() || application_->ended() ? former_ : replaced_).push_back(std::move(application_));
  options_.application.life = DriverLife(options_.application.life.value() + 1);
  Note(StrCat("life ", options_.application.life, " of the driver begins"));
  ledgers_.Resumed();
  MakeApplication();
}

// Of itself, not killed.
void SimCluster::ProgramEnded(const SimApplication& application) {
  const absl::Status& result = application.program_result();
  Note(StrCat("the program ends in life ", application.life(), ": ", result.ToString()));
  if (&application != application_.get() || next_life_due_ || result.ok() || !options_.supervised ||
      disk_.refusals() == former_refusals_)
    return;
  network_.Kill(driver_machine_);  // Its process has gone.
  application_->Die(/*loses_power=*/false);
  traffic_.DriverIsOver();
  NextLifeAfter(absl::Milliseconds(100 + loop_.Random() % 400));
}

bool SimCluster::has_former_drivers() const {
  return std::any_of(replaced_.begin(), replaced_.end(), [](const auto& driver) { return !driver->ended(); });
}

absl::Status SimCluster::CheckFormerDrivers() const {
  for (const auto& driver : replaced_) {
    if (!driver->ended()) {
      return absl::DeadlineExceededError(
          StrCat("life ", driver->life(), " of the driver was replaced and does not end"));
    }
  }
  return absl::OkStatus();
}

void SimCluster::TellPlace(const DriverPlace& place) {
  for (auto& [id, executor] : executors_) executor->SetDriver(place);
}

void SimCluster::Kill(ExecutorId executor) {
  if (Find(executor) == nullptr) return;
  marks_.Add(Mark::kExecutorsKilled);
  if (traffic_.RunsReceiver(executor)) marks_.Add(Mark::kReceiversKilled);
  network_.Kill(MachineOf(executor));
  executors_[executor]->Die(/*loses_power=*/loop_.Random() % 2 == 0);
  ExecutorEnded(executor, "is killed");
}

void SimCluster::Drain(ExecutorId executor) {
  auto found = executors_.find(executor);
  if (found == executors_.end()) return;
  Note(StrCat("executor ", executor, " is told to end"));
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
  ended.mapped()->Die(/*loses_power=*/false);
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
  if (lasts > kHarmlessCut) ledgers_.Harmed(executor);
  Cut({driver_machine_, MachineOf(executor)}, lasts);
}

void SimCluster::CutPeers(ExecutorId a, ExecutorId b, absl::Duration lasts) {
  Cut({MachineOf(a), MachineOf(b)}, lasts);
}

void SimCluster::SlowDriver(ExecutorId executor, absl::Duration lasts, absl::Duration delay) {
  Slow({driver_machine_, MachineOf(executor)}, loop_.clock().Now() + lasts, delay);
}

void SimCluster::SlowPeers(ExecutorId a, ExecutorId b, absl::Duration lasts, absl::Duration delay) {
  Slow({MachineOf(a), MachineOf(b)}, loop_.clock().Now() + lasts, delay);
}

void SimCluster::SetWallForward(absl::Duration by) {
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
  return executors_.count(executor) > 0 && !network_.IsCut(driver_machine_, MachineOf(executor));
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
