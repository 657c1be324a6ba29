#include "driver/daemon/application_metrics.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

void AddRate(v1::ApplicationStatus& status, int run, int stream, int64_t limit, double processing) {
  v1::RateStatus& rate = *status.add_rates();
  rate.set_run(run);
  rate.set_stream(stream);
  rate.set_limit(limit);
  rate.set_processing(processing);
}

TEST(ApplicationMetricsTest, EachInputThatIsLimitedHasItsFiguresAsLongAsItsApplicationRuns) {
  Metrics metrics;
  ApplicationMetrics rates(metrics);
  v1::ApplicationStatus one, two;
  AddRate(one, 0, 0, 250, 260.5);
  AddRate(one, 1, 0, 0, 0);  // Before its first batch it has no limit.
  AddRate(two, 0, 3, 7, 0);
  rates.Set(ApplicationId("app-1"), one);
  rates.Set(ApplicationId("app-2"), two);
  const std::string limit = "sluice_input_limit_records_per_second{application=";
  EXPECT_THAT(metrics.PrometheusText(), HasSubstr(limit + R"("app-1",run="0",stream="0"} 250)"));
  EXPECT_THAT(metrics.PrometheusText(), HasSubstr(limit + R"("app-2",run="0",stream="3"} 7)"));
  EXPECT_THAT(metrics.PrometheusText(),
              HasSubstr(R"(sluice_input_processing_records_per_second{application="app-1",run="0",stream="0"} 260.5)"));
  EXPECT_THAT(metrics.PrometheusText(), Not(HasSubstr(R"(run="1")")));

  one.mutable_rates(0)->set_limit(300);
  rates.Set(ApplicationId("app-1"), one);
  rates.Forget(ApplicationId("app-2"));
  EXPECT_THAT(metrics.PrometheusText(), HasSubstr(limit + R"("app-1",run="0",stream="0"} 300)"));
  EXPECT_THAT(metrics.PrometheusText(), Not(HasSubstr("app-2")));
}

TEST(ApplicationMetricsTest, WhatBecameOfRecordsIsToldByKindAsLongAsTheirApplicationRuns) {
  Metrics metrics;
  ApplicationMetrics applications(metrics);
  v1::ApplicationStatus status;
  status.mutable_records()->set_received(50);
  status.mutable_records()->set_repeated(20);
  applications.Set(ApplicationId("app-1"), status);
  const std::string records = R"(sluice_records{application="app-1",kind=)";
  EXPECT_THAT(metrics.PrometheusText(), HasSubstr(records + R"("received"} 50)"));
  EXPECT_THAT(metrics.PrometheusText(), HasSubstr(records + R"("repeated"} 20)"));
  EXPECT_THAT(metrics.PrometheusText(), HasSubstr(records + R"("lost"} 0)"));
  applications.Forget(ApplicationId("app-1"));
  EXPECT_THAT(metrics.PrometheusText(), Not(HasSubstr("app-1")));
}

}  // namespace
}  // namespace sluice
