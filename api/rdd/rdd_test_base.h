#ifndef SLUICE_API_RDD_RDD_TEST_BASE_H_
#define SLUICE_API_RDD_RDD_TEST_BASE_H_

#include <string>

#include "api/core/application.h"
#include "api/core/error.h"
#include "engine/dstream/fake_streaming_backend.h"
#include "engine/lineage/local_job_runner.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {

// An application without a cluster: jobs run task by task in the test's thread, through their wire format.
class RddTestBase : public testing::Test {
 protected:
  // What an Error says that `call` throws.
  template <class F>
  std::string ErrorOf(F call) {
    try {
      call();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  LocalJobRunner jobs_;
  FakeStreamingBackend streaming_{jobs_};
  Conf conf_;
  Application app_{"app-1", "test", conf_, jobs_, streaming_};
};

}  // namespace sluice

#endif  // SLUICE_API_RDD_RDD_TEST_BASE_H_
