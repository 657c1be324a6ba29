// What is on disk of a program before its outputs run, and what those know of it.
#include "engine/dstream/checkpoint_writer.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_matchers.h"
#include "engine/dstream/stream_graph.h"
#include "engine/lineage/lineage.h"
#include "engine/lineage/local_job_runner.h"
#include "engine/source/function_output.h"
#include "engine/task/local_properties.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::SizeIs;

// Batches of 1 s.
class CheckpointWriterTest : public testing::Test {
 protected:
  CheckpointWriterTest() { Program(); }

  // One run of the program.
  void Program() {
    graph_ = std::make_shared<StreamGraph>(jobs_, absl::Seconds(1));
    plan_ = {};
    graph_->SetCheckpointer([this](const StreamCheckpoint& checkpoint) {
      if (disk_.ok()) newest_ = checkpoint;
      return disk_;
    });
    auto rows = graph_->AddStream(
        {.slide = absl::Seconds(1), .compute = [this](BatchTime) { return SourceRdd(jobs_, {}, 1); }});
    graph_->AddOutput({"output", rows, std::make_shared<FunctionOutput>([this](const Rdd&, BatchTime batch) {
                         known_.emplace_back(LocalProperties()[kProgramProperty],
                                             LocalProperties()[kDoneUntilProperty]);
                         if (batch == fails_) throw std::runtime_error("the database is away");
                       })});
  }
  absl::Status RunBatch(int64_t batch) {
    if (!plan_.run_batch) plan_ = StreamGraph::PlanOf(graph_);
    return plan_.run_batch({RunId(0), BatchTime(batch)}, {});
  }

  LocalJobRunner jobs_;
  std::shared_ptr<StreamGraph> graph_;
  StreamingPlan plan_;
  absl::Status disk_;
  StreamCheckpoint newest_;
  BatchTime fails_{-1};
  std::vector<std::pair<std::string, std::string>> known_;  // (program, done until) in each batch.
};

TEST_F(CheckpointWriterTest, ABatchKnowsItsProgramOverRestartsAndWhichBatchesNoRunHasAgain) {
  for (int64_t batch : {2000, 3000}) ASSERT_THAT(RunBatch(batch), IsOk());
  Program();
  ASSERT_THAT(graph_->Resume(newest_), IsOk());
  fails_ = BatchTime(5000);
  ASSERT_THAT(RunBatch(4000), IsOk());
  EXPECT_FALSE(RunBatch(5000).ok());
  ASSERT_THAT(RunBatch(6000), IsOk());
  const std::string name = known_[0].first;
  EXPECT_THAT(name, SizeIs(32));
  EXPECT_THAT(known_, ElementsAre(Pair(name, "1000"), Pair(name, "2000"), Pair(name, "3000"), Pair(name, "4000"),
                                  Pair(name, "4000")));
  EXPECT_FALSE(LocalProperties().contains(kProgramProperty));
}

TEST_F(CheckpointWriterTest, AProgramThatBeginsAnewIsAnotherOne) {
  ASSERT_THAT(RunBatch(1000), IsOk());
  Program();
  ASSERT_THAT(RunBatch(1000), IsOk());
  EXPECT_NE(known_[0].first, known_[1].first);
}

TEST_F(CheckpointWriterTest, NoOutputRunsBeforeTheProgramIsKnownInItsCheckpoint) {
  disk_ = absl::UnavailableError("disk full");
  EXPECT_THAT(RunBatch(1000), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("write checkpoint: disk full")));
  EXPECT_THAT(known_, SizeIs(0));
  disk_ = absl::OkStatus();
  EXPECT_THAT(RunBatch(2000), IsOk());
  ASSERT_THAT(known_, SizeIs(1));
  EXPECT_EQ(newest_.program, known_[0].first);
}

}  // namespace
}  // namespace sluice
