#ifndef SLUICE_TESTS_SIM_SIM_APPLICATION_H_
#define SLUICE_TESTS_SIM_SIM_APPLICATION_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/settings/conf.h"
#include "driver/application/application_driver.h"
#include "tests/sim/observing_transport.h"
#include "tests/sim/process_runtime.h"
#include "tests/sim/sim_disk.h"
#include "tests/sim/traffic.h"
#include "tests/sim/word_count.h"

namespace sluice {

struct SimApplicationOptions {
  std::vector<WordCountOptions> word_counts = {WordCountOptions()};  // A run for each.
  bool has_other_jobs = false;  // They are of no run, and go on as long as some run does.
  absl::Duration block_interval = absl::Milliseconds(200);
  int expected_executors = 1;
  bool speculation = false;  // See FaultMix.
  bool backpressure = false;
  bool write_ahead_log = false;
  DriverLife life = DriverLife(1);
};

// The process of the application driver: the driver, and the user's program, with a thread for each run.
class SimApplication {
 public:
  static constexpr char kId[] = "app-sim-0001";
  static constexpr char kBuildId[] = "simulated";

  // On `machine`.
  SimApplication(SimLoop& loop, SimDisk& disk, std::unique_ptr<Transport> network, Traffic& traffic,
                 RunLedgers& ledgers, const std::string& machine, const SimApplicationOptions& options);
  ~SimApplication();

  void Start();  // Runs the program.
  // Nothing that it still does reaches anybody; but for its network.
  void Die(bool loses_power);
  void SetStopped(bool stopped);  // SIGSTOP, SIGCONT.
  std::string address() const { return driver_->address(); }
  // Called when the program begins to stop the streams of a run.
  void OnStopping(std::function<void()> then) { on_stopping_ = std::move(then); }

  // Called when the program has ended by itself.
  void OnEnded(std::function<void()> then) { on_ended_ = std::move(then); }

  DriverLife life() const { return options_.life; }
  bool is_dead() const { return dead_; }
  bool is_up() const { return !dead_ && !stopped_ && !ended_; }
  bool ended() const { return ended_; }
  const absl::Status& program_result() const { return result_; }  // The first error.
  WordCountProgress progress() const;                             // The sums of all runs.
  RecordTotals totals() const { return driver_->status().totals; }
  ApplicationStatus status() const { return driver_->status(); }

 private:
  void RunOne(int run);
  void RunOtherJobs();
  // Runs part of the program in a thread of its own; the application ends with the last.
  void StartThread(std::function<void()> part);

  ProcessRuntime process_;
  SimFiles files_;
  RunLedgers& ledgers_;
  const SimApplicationOptions options_;
  Conf conf_;
  const std::unique_ptr<Transport> network_;
  ObservingTransport transport_;
  std::unique_ptr<ApplicationDriver> driver_;
  // A program has one StreamingContext at a time, but this one is several programs in one application.
  std::vector<std::unique_ptr<Application>> programs_;
  std::function<void()> on_stopping_;
  int active_runs_ = 0;
  int running_threads_ = 0;
  bool dead_ = false;
  bool stopped_ = false;
  bool ended_ = false;
  std::function<void()> on_ended_;
  absl::Status result_;
  std::vector<WordCountProgress> progress_;  // The place is the run.
  std::vector<std::unique_ptr<Mailbox>> mains_;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_SIM_APPLICATION_H_
