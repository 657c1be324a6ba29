#include "tests/sim/sim_application.h"

#include "absl/cleanup/cleanup.h"
#include "api/core/error.h"
#include "common/base/check.h"
#include "common/base/str_cat.h"
#include "common/base/user_code.h"

namespace sluice {
namespace {

// Quicker than their defaults, so that short runs go through them.
void SetEagerPolicies(Conf& conf) {
  for (const char* pair :
       {"spark.speculation=true", "spark.speculation.quantile=0.3", "spark.speculation.multiplier=1",
        "spark.speculation.interval=20ms", "spark.speculation.minTaskRuntime=20ms",
        "spark.excludeOnFailure.enabled=true", "spark.excludeOnFailure.timeout=2s",
        "spark.excludeOnFailure.application.maxFailedTasksPerExecutor=1", "spark.scheduler.mode=FAIR"}) {
    SLUICE_CHECK(conf.SetPair(pair).ok());
  }
}

}  // namespace

SimApplication::SimApplication(SimLoop& loop, SimDisk& disk, std::unique_ptr<Transport> network, Traffic& traffic,
                               RunLedgers& ledgers, const std::string& machine, const SimApplicationOptions& options)
    : process_(loop),
      files_(disk),
      ledgers_(ledgers),
      options_(options),
      network_(std::move(network)),
      transport_(*network_, traffic.AtDriver()) {
  conf_.Set("spark.streaming.blockInterval", StrCat(absl::ToInt64Milliseconds(options.block_interval), "ms"));
  conf_.Set("spark.streaming.concurrentJobs", StrCat(options.word_counts.front().concurrent_jobs));
  if (options.speculation) SetEagerPolicies(conf_);
  if (options.write_ahead_log) conf_.Set("spark.streaming.receiver.writeAheadLog.enable", "true");
  if (options.backpressure) conf_.Set("spark.streaming.backpressure.enabled", "true");
  absl::StatusOr<std::unique_ptr<ApplicationDriver>> driver =
      ApplicationDriver::Create(process_, transport_,
                                {.application = ApplicationId(kId),
                                 .build_id = kBuildId,
                                 .listen_address = StrCat(machine, ":7077"),
                                 .conf = conf_,
                                 .life = options.life,
                                 .expected_executors = options.expected_executors,
                                 .checkpoint_files = &files_});
  SLUICE_CHECK(driver.ok());
  driver_ = *std::move(driver);
}

SimApplication::~SimApplication() {
  if (stopped_) SetStopped(false);
  // As a process would end: what runs is stopped, and the program notices.
  driver_->EndApplication(/*graceful=*/false).IgnoreError();
  mains_.clear();
}

void SimApplication::Start() {
  active_runs_ = static_cast<int>(options_.word_counts.size());
  progress_.resize(options_.word_counts.size());
  for (int run = 0; run < static_cast<int>(options_.word_counts.size()); ++run) {
    programs_.push_back(std::make_unique<Application>(kId, "word count", conf_, *driver_, *driver_));
    StartThread([this, run] { RunOne(run); });
  }
  if (options_.has_other_jobs) StartThread([this] { RunOtherJobs(); });
}

void SimApplication::Die(bool loses_power) {
  dead_ = true;
  files_.Die(loses_power);
}

void SimApplication::SetStopped(bool stopped) {
  stopped_ = stopped;
  process_.SetStopped(stopped);
}

void SimApplication::StartThread(std::function<void()> part) {
  ++running_threads_;
  mains_.push_back(process_.NewMailbox("main"));
  mains_.back()->Post([this, part = std::move(part)] {
    result_.Update(CallUserCode(part));
    if (--running_threads_ > 0) return;
    driver_->EndApplication(/*graceful=*/false).IgnoreError();
    ended_ = true;
    if (on_ended_ && !dead_) on_ended_();
  });
}

WordCountProgress SimApplication::progress() const {
  WordCountProgress all;
  for (const WordCountProgress& run : progress_) {
    all.batches += run.batches;
    all.first_counted = run.first_counted;
    all.last_counted = run.last_counted;
    all.running += run.running;
    all.side_by_side += run.side_by_side;
  }
  return all;
}

void SimApplication::RunOne(int run) {
  auto stopping = [this] {
    if (on_stopping_ && !dead_) on_stopping_();
  };
  // Jobs beside the last run do not wait for executors that do not come.
  absl::Cleanup ending = [this] {
    if (--active_runs_ == 0) driver_->EndApplication(/*graceful=*/false).IgnoreError();
  };
  RunWordCount(*programs_[run], options_.word_counts[run], {ledgers_.of_run(run), progress_[run], stopping, dead_});
}

void SimApplication::RunOtherJobs() {
  const absl::Duration kPause = absl::Milliseconds(300);
  while (active_runs_ > 0) {
    try {
      RunJobOfNoRun(*programs_[0]);
    } catch (const Error&) {
      if (active_runs_ > 0) throw;
    }
    process_.NewEvent()->Wait(kPause);
  }
}

}  // namespace sluice
