#ifndef SLUICE_TESTS_SIM_SIM_CLUSTER_H_
#define SLUICE_TESTS_SIM_SIM_CLUSTER_H_

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/net/sim_transport.h"
#include "tests/sim/marks.h"
#include "tests/sim/run_ledgers.h"
#include "tests/sim/sim_application.h"
#include "tests/sim/sim_disk.h"
#include "tests/sim/sim_executor.h"
#include "tests/sim/sim_receiver.h"
#include "tests/sim/task_point.h"
#include "tests/sim/traffic.h"

namespace sluice {

struct SimClusterOptions {
  uint64_t seed = 0;
  size_t history_max = 0;  // Events to remember.
  absl::Duration restart_after =
      absl::Milliseconds(500);  // A worker's next executor starts so long after the last one.
  SimExecutorOptions executor;
  SimApplicationOptions application;
  bool supervised = false;  // A program that its disk has made fail is started again.
};

// An application on a cluster in one thread: the real driver, executors and user API on simulated machines. Stands in
// for the daemons: starts executors, and others for those that are gone. Everything random comes from the seed. Not
// thread-safe; one at a time in each thread.
class SimCluster : private SimSources {
 public:
  explicit SimCluster(const SimClusterOptions& options);
  ~SimCluster() override;

  // Executors, by the worker they run on.
  ExecutorId StartExecutor(int worker);
  // kill -9 of the driver; the next life of it begins at its address, for executors that are left. Its program is yet
  // to be started.
  void RestartDriver();
  // kill -9 of the driver of a supervised application: executors are told at once, and `gap` later its next life
  // begins, runs the program, and they are told where. Nothing is excused.
  void FailOverDriver(absl::Duration gap, bool loses_power = false);
  // The same, but the former driver only stands still, for `lasts`, and the next life begins on another machine.
  void ReplaceDriver(absl::Duration gap, absl::Duration lasts);
  void Kill(ExecutorId executor);   // kill -9; its worker starts another one.
  void Drain(ExecutorId executor);  // It ends in order; its worker starts another one then.
  // SIGSTOP, and SIGCONT after `lasts`.
  void StandStill(ExecutorId executor, absl::Duration lasts);
  void StandStillDriver(absl::Duration lasts);
  std::vector<ExecutorId> alive() const;
  // Null: has never run, or runs no more.
  const SimExecutor* Find(ExecutorId executor) const;

  // Links. A link that is cut twice heals when both cuts have ended.
  void CutDriver(ExecutorId executor, absl::Duration lasts);
  void CutPeers(ExecutorId a, ExecutorId b, absl::Duration lasts);
  // Nothing gets through for up to `delay` at a time: late, but not lost.
  void SlowDriver(ExecutorId executor, absl::Duration lasts, absl::Duration delay);
  void SlowPeers(ExecutorId a, ExecutorId b, absl::Duration lasts, absl::Duration delay);

  // Sets the wall clock of all machines forward by so much, or back.
  void SetWallForward(absl::Duration by);

  SimLoop& loop() { return loop_; }
  SimSource& source(int number) override { return *sources_.at(number); }
  int source_count() const { return static_cast<int>(sources_.size()); }
  LineLedger& ledger(int run = 0) { return ledgers_.of_run(run); }
  RunLedgers& ledgers() override { return ledgers_; }
  Marks& marks() { return marks_; }
  Traffic& traffic() { return traffic_; }
  TaskPoint& tasks() { return tasks_; }
  SimDisk& disk() { return disk_; }
  SimApplication& application() { return *application_; }  // Its last life.
  // Called when the program begins to stop the streams of a run, in any life.
  void OnStopping(std::function<void()> then) { on_stopping_ = std::move(then); }
  // The application has not ended.
  bool is_running() const { return application_ && (next_life_due_ || !application_->ended()); }
  // Its driver runs, and no other one is to take its place.
  bool driver_is_up() const { return application_ && !next_life_due_ && application_->is_up(); }
  // Drivers that were replaced and go on have not ended yet.
  bool has_former_drivers() const;
  // What a driver that was replaced has done wrong.
  absl::Status CheckFormerDrivers() const;
  const SimNetworkStats& network_stats() const { return network_.stats(); }

  // True when it came true in time.
  bool RunUntil(const std::function<bool()>& done, absl::Duration limit) { return loop_.RunUntil(done, limit); }
  void Note(const std::string& event);
  const std::deque<std::string>& history() const { return history_; }  // The last events.

 private:
  void MakeApplication();
  void NextLifeAfter(absl::Duration gap);
  void BeginNextLife();
  void ProgramEnded(const SimApplication& application);
  void TellPlace(const DriverPlace& place);

  static constexpr ExecutorId kNobody{-1};
  using Machines = std::pair<std::string, std::string>;

  ExecutorId ExecutorOf(const Runtime& runtime) override;
  bool IsDead(const Runtime& runtime) override { return ExecutorOf(runtime) == kNobody; }
  void ExecutorEnded(ExecutorId executor, const std::string& how);
  void Bury(std::unique_ptr<SimExecutor> executor);
  void Cut(const Machines& link, absl::Duration lasts);
  void Slow(const Machines& link, absl::Time until, absl::Duration delay);
  bool IsReachable(ExecutorId executor) const;
  std::string MachineOf(ExecutorId executor) const;

  SimClusterOptions options_;
  SimLoop loop_;
  SimNetwork network_;
  SimDisk disk_;
  TaskPoint tasks_;
  RunLedgers ledgers_;
  Marks marks_;
  Traffic traffic_;
  std::deque<std::string> history_;
  std::map<Machines, int> cuts_;  // How many hold.
  std::vector<std::unique_ptr<SimSource>> sources_;
  int next_executor_ = 0;
  std::map<ExecutorId, std::unique_ptr<SimExecutor>> executors_;
  int burials_ = 0;  // Executors that are being destroyed.
  std::string driver_machine_ = "driver";
  std::function<void()> on_stopping_;
  std::shared_ptr<SimApplication> application_;
  bool next_life_due_ = false;
  int64_t former_refusals_ = 0;                            // The disk's, when this life began.
  std::vector<std::shared_ptr<SimApplication>> former_;    // Killed: nothing that they do reaches anybody.
  std::vector<std::shared_ptr<SimApplication>> replaced_;  // Stood still, and may go on.
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_SIM_CLUSTER_H_
