#include "engine/dstream/stream_graph.h"

#include <memory>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "engine/rdd/lineage.h"
#include "engine/rdd/local_job_runner.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;

class StreamGraphTest : public testing::Test {
 protected:
  absl::Status RunBatch(int64_t batch, const BatchBlocks& blocks = {}) {
    if (!plan_.run_batch) plan_ = StreamGraph::PlanOf(graph_);
    return plan_.run_batch(BatchTime(batch), blocks);
  }

  LocalJobRunner jobs_;
  std::shared_ptr<StreamGraph> graph_ = std::make_shared<StreamGraph>(jobs_, absl::Seconds(1));
  StreamingPlan plan_;
};

TEST_F(StreamGraphTest, InputHasTheBlocksOfItsBatch) {
  graph_->AddInput({.replication = 1}, {});
  auto second = graph_->AddInput({.replication = 2}, {.name = "lines"});
  std::vector<std::vector<BlockId>> partitions = {{BlockId::Input(StreamId(1), 0, 0)},
                                                  {BlockId::Input(StreamId(1), 0, 1)}};
  std::vector<Rdd> seen;
  graph_->AddOutput([&](BatchTime batch) {
    seen.push_back(second->Get(batch));
    return absl::OkStatus();
  });
  ASSERT_THAT(RunBatch(1000, {{StreamId(1), partitions}}), IsOk());
  ASSERT_THAT(RunBatch(2000), IsOk());
  EXPECT_EQ(plan_.inputs[1].id, StreamId(1));
  EXPECT_EQ(plan_.inputs[1].replication, 2);
  EXPECT_EQ(seen[0]->blocks, partitions);
  EXPECT_EQ(seen[0]->partitions, 2);
  EXPECT_EQ(seen[1]->partitions, 0);
}

TEST_F(StreamGraphTest, OutputsShareTheRddOfABatchAndItIsForgotten) {
  int computed = 0;
  std::weak_ptr<const RddNode> last;
  auto stream = graph_->AddStream([&](BatchTime) {
    ++computed;
    Rdd rdd = SourceRdd(jobs_, {}, 1);
    last = rdd;
    return rdd;
  });
  for (int i = 0; i < 2; ++i) {
    graph_->AddOutput([stream](BatchTime batch) {
      stream->Get(batch);
      return absl::OkStatus();
    });
  }
  ASSERT_THAT(RunBatch(1000), IsOk());
  EXPECT_EQ(computed, 1);
  EXPECT_TRUE(last.expired());
  ASSERT_THAT(RunBatch(2000), IsOk());
  EXPECT_EQ(computed, 2);
}

TEST_F(StreamGraphTest, OutputsRunInOrderAndTheFirstErrorComesBack) {
  std::vector<std::string> ran;
  for (const char* name : {"a", "b", "c"}) {
    graph_->AddOutput([&ran, name](BatchTime) {
      ran.push_back(name);
      return ran.back() == "a" ? absl::OkStatus() : absl::AbortedError(name);
    });
  }
  EXPECT_THAT(RunBatch(3000), StatusIs(absl::StatusCode::kAborted, "Error running job streaming job 3000 ms.1: b"));
  EXPECT_THAT(ran, ElementsAre("a", "b", "c"));
}

}  // namespace
}  // namespace sluice
