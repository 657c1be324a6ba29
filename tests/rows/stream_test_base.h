#ifndef SLUICE_TESTS_ROWS_STREAM_TEST_BASE_H_
#define SLUICE_TESTS_ROWS_STREAM_TEST_BASE_H_

#include <string>
#include <vector>

#include "api/dstream/streaming_context.h"
#include "common/actor/runtime.h"
#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "common/settings/conf.h"
#include "engine/dstream/fake_streaming_backend.h"
#include "engine/lineage/local_job_runner.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "state/store/state_stores.h"

namespace sluice {

// A streaming program with a checkpoint folder and without a cluster, whose batches run when the test says so.
class StreamTestBase : public testing::Test {
 protected:
  StreamTestBase() {
    jobs_.set_state_stores(&stores_);
    ssc_.checkpoint(folder_.path());
  }

  // A batch for each text, whose lines are received.
  void Run(const std::vector<std::string>& batches) {
    ssc_.start();
    for (const std::string& text : batches) EXPECT_THAT(backend_.RunBatch({{text}}), IsOk());
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("stream");
  StateStores stores_{ThreadRuntime(), LocalFiles(), {}};
  LocalJobRunner jobs_;
  FakeStreamingBackend backend_{jobs_};
  const Conf conf_;
  Application app_{"app", "test", conf_, jobs_, backend_};
  StreamingContext ssc_{app_, Seconds(1)};
};

}  // namespace sluice

#endif  // SLUICE_TESTS_ROWS_STREAM_TEST_BASE_H_
