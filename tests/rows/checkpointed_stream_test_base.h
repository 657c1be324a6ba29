#ifndef SLUICE_TESTS_ROWS_CHECKPOINTED_STREAM_TEST_BASE_H_
#define SLUICE_TESTS_ROWS_CHECKPOINTED_STREAM_TEST_BASE_H_

#include <string>
#include <vector>

#include "api/dstream/stream_test_base.h"
#include "common/actor/runtime.h"
#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "state/store/state_stores.h"

namespace sluice {

// A streaming program without a cluster that has a checkpoint folder, and so may keep state.
class CheckpointedStreamTestBase : public StreamTestBase {
 protected:
  CheckpointedStreamTestBase() {
    jobs_.set_state_stores(&stores_);
    ssc_.checkpoint(folder_.path());
  }

  // Runs a batch for each text, whose lines are received.
  void Run(const std::vector<std::string>& batches) {
    ssc_.start();
    for (const std::string& text : batches) EXPECT_THAT(backend_.RunBatch({{text}}), IsOk());
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("stream");
  StateStores stores_{ThreadRuntime(), LocalFiles(), {}};
};

}  // namespace sluice

#endif  // SLUICE_TESTS_ROWS_CHECKPOINTED_STREAM_TEST_BASE_H_
