#include "tests/sim/sim_application.h"

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

SimApplication::SimApplication(SimLoop& loop, std::unique_ptr<Transport> network, Traffic& traffic, LineLedger& ledger,
                               const SimApplicationOptions& options)
    : ledger_(ledger), options_(options), network_(std::move(network)), transport_(*network_, traffic.AtDriver()) {
  conf_.Set("spark.streaming.blockInterval", StrCat(absl::ToInt64Milliseconds(options.block_interval), "ms"));
  conf_.Set("spark.streaming.concurrentJobs", StrCat(options.word_count.concurrent_jobs));
  if (options.speculation) SetEagerPolicies(conf_);
  absl::StatusOr<std::unique_ptr<ApplicationDriver>> driver =
      ApplicationDriver::Create(loop, transport_,
                                {.application = ApplicationId(kId),
                                 .build_id = kBuildId,
                                 .listen_address = "driver:0",
                                 .conf = conf_,
                                 .expected_executors = options.expected_executors});
  SLUICE_CHECK(driver.ok());
  driver_ = *std::move(driver);
  application_ = std::make_unique<Application>(kId, "word count", conf_, *driver_, *driver_);
  main_ = loop.NewMailbox("main");
}

SimApplication::~SimApplication() {
  // As a process would end: what runs is stopped, and the program notices.
  (void)driver_->Stop({.graceful = false, .end_application = true});
  main_.reset();
}

void SimApplication::Start() {
  main_->Post([this] { Main(); });
}

void SimApplication::Main() {
  result_ = CallUserCode([this] {
    RunWordCount(*application_, options_.word_count, ledger_, progress_, [this] {
      if (on_stopping_) on_stopping_();
    });
  });
  ended_ = true;
}

}  // namespace sluice
