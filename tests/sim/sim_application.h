#ifndef SLUICE_TESTS_SIM_SIM_APPLICATION_H_
#define SLUICE_TESTS_SIM_SIM_APPLICATION_H_

#include <functional>
#include <memory>
#include <string>

#include "common/actor/sim_loop.h"
#include "common/settings/conf.h"
#include "driver/application/application_driver.h"
#include "tests/sim/observing_transport.h"
#include "tests/sim/traffic.h"
#include "tests/sim/word_count.h"

namespace sluice {

struct SimApplicationOptions {
  WordCountOptions word_count;
  absl::Duration block_interval = absl::Milliseconds(200);
  int expected_executors = 1;
  bool speculation = false;  // See FaultMix.
};

// The process of the application driver: the driver, and the user's program on a thread of its own.
class SimApplication {
 public:
  static constexpr char kId[] = "app-sim-0001";
  static constexpr char kBuildId[] = "simulated";

  SimApplication(SimLoop& loop, std::unique_ptr<Transport> network, Traffic& traffic, LineLedger& ledger,
                 const SimApplicationOptions& options);
  ~SimApplication();

  void Start();  // Runs the program.
  std::string address() const { return driver_->address(); }
  // Called when the program begins to stop its streams.
  void OnStopping(std::function<void()> then) { on_stopping_ = std::move(then); }

  bool ended() const { return ended_; }
  const absl::Status& program_result() const { return result_; }
  const WordCountProgress& progress() const { return progress_; }
  RecordTotals totals() const { return driver_->status().totals; }

 private:
  void Main();

  LineLedger& ledger_;
  const SimApplicationOptions options_;
  Conf conf_;
  const std::unique_ptr<Transport> network_;
  ObservingTransport transport_;
  std::unique_ptr<ApplicationDriver> driver_;
  std::unique_ptr<Application> application_;
  std::function<void()> on_stopping_;
  bool ended_ = false;
  absl::Status result_;
  WordCountProgress progress_;
  std::unique_ptr<Mailbox> main_;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_SIM_APPLICATION_H_
