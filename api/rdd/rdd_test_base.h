#ifndef SLUICE_API_RDD_RDD_TEST_BASE_H_
#define SLUICE_API_RDD_RDD_TEST_BASE_H_

#include "api/core/application.h"
#include "api/core/error_of.h"
#include "engine/dstream/fake_streaming_backend.h"
#include "engine/lineage/local_job_runner.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {

// An application without a cluster: jobs run task by task in the test's thread, through their wire format.
class RddTestBase : public testing::Test {
 protected:
  LocalJobRunner jobs_;
  FakeStreamingBackend backend_{jobs_};
  Conf conf_;
  Application app_{"app-1", "test", conf_, jobs_, backend_};
};

}  // namespace sluice

#endif  // SLUICE_API_RDD_RDD_TEST_BASE_H_
