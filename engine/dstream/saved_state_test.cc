// Streams whose RDDs are their state, over two runs of a program.
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/memory_files.h"
#include "engine/dstream/retention.h"
#include "engine/dstream/saved_batch_name.h"
#include "engine/dstream/stream_graph.h"
#include "engine/lineage/lineage.h"
#include "engine/lineage/local_job_runner.h"
#include "engine/source/function_output.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr char kFolder[] = "/checkpoints/app";

// Each batch of 1 s counts one more: as many as its state has partitions.
class SavedStateTest : public testing::Test {
 protected:
  struct Run {
    std::shared_ptr<StreamGraph> graph;
    std::map<int64_t, int> counts;
    absl::Status outcome;  // What its batches returned first that was not OK.
    StreamingPlan plan;
  };

  // Fails in the batch `failed`, and has no state before the batch `first`.
  std::unique_ptr<Run> NewRun(int64_t first = 0, int64_t failed = 0) {
    auto run = std::make_unique<Run>();
    run->graph = std::make_shared<StreamGraph>(jobs_, absl::Seconds(1));
    auto itself = std::make_shared<std::weak_ptr<StreamNode>>();
    auto stream = run->graph->AddStream({.name = "counting",
                                         .slide = absl::Seconds(1),
                                         .state = StateTraits{.is_rdds = true},
                                         .compute = [this, itself, first](BatchTime batch) -> Rdd {
                                           if (batch.value() < first) return nullptr;
                                           const Rdd former = itself->lock()->Get(BatchTime(batch.value() - 1000));
                                           return SourceRdd(jobs_, {}, former != nullptr ? former->partitions + 1 : 1);
                                         }});
    *itself = stream;
    stream->Remember(absl::Seconds(1));
    stream->retention().SetFiles(StateFiles());
    run->graph->AddOutput(
        {"count", stream, std::make_shared<FunctionOutput>([run = run.get(), failed](const Rdd& rdd, BatchTime batch) {
           if (batch.value() == failed) throw std::runtime_error("it fails");
           run->counts[batch.value()] = rdd->partitions;
         })});
    run->graph->SetCheckpointer([this](const StreamCheckpoint& checkpoint) {
      return StreamCheckpointFolder(*files_, kFolder).Write(checkpoint);
    });
    EXPECT_THAT(run->graph->SaveIn({.files = files_, .folder = kFolder, .token = 1}), IsOk());
    return run;
  }
  void GoOn(Run& run) {
    ASSERT_THAT(run.graph->Resume(**StreamCheckpointFolder(*files_, kFolder).ReadNewest()), IsOk());
  }
  void RunBatches(Run& run, int64_t first, int64_t last) {
    if (!run.plan.run_batch) run.plan = StreamGraph::PlanOf(run.graph);
    for (int64_t batch = first; batch <= last; batch += 1000) {
      run.outcome.Update(run.plan.run_batch({RunId(4), BatchTime(batch)}, {}));
    }
  }
  // Files as tasks write them, without rows.
  RddFiles StateFiles() {
    return {.save =
                [this](const Rdd& rdd, const std::optional<BatchKey>&, const std::string& folder) {
                  const SavedBatchName saved{.parts = rdd != nullptr ? rdd->partitions : 0};
                  EXPECT_THAT(files_->MakeFolder(folder), IsOk());
                  for (const std::string& name : saved.Files()) {
                    EXPECT_THAT(files_->Publish(StrCat(folder, "/", name), ""), IsOk());
                  }
                },
            .load =
                [this](const std::string& folder) {
                  const int partitions = static_cast<int>(files_->List(folder)->size()) - 1;
                  return partitions > 0 ? SourceRdd(jobs_, {}, partitions) : nullptr;
                }};
  }

  LocalJobRunner jobs_;
  const std::shared_ptr<MemoryFiles> files_ = std::make_shared<MemoryFiles>();
};

TEST_F(SavedStateTest, ALaterRunGoesOnFromTheStateAfterTheLastBatch) {
  auto first = NewRun();
  RunBatches(*first, 1000, 3000);
  auto next = NewRun();
  GoOn(*next);
  RunBatches(*next, 4000, 5000);
  EXPECT_THAT(next->counts, ElementsAre(Pair(4000, 4), Pair(5000, 5)));
}

TEST_F(SavedStateTest, ThatThereWasNoStateIsSavedToo) {
  auto first = NewRun(/*first=*/4000);
  RunBatches(*first, 1000, 3000);
  auto next = NewRun(/*first=*/4000);
  GoOn(*next);
  RunBatches(*next, 4000, 5000);
  EXPECT_THAT(next->counts, ElementsAre(Pair(4000, 1), Pair(5000, 2)));
}

TEST_F(SavedStateTest, BatchesSinceTheFirstThatHasFailedAreCountedAgainFromTheStateBeforeIt) {
  auto first = NewRun(/*first=*/0, /*failed=*/3000);
  RunBatches(*first, 1000, 5000);
  EXPECT_THAT(first->outcome.message(), HasSubstr("it fails"));
  auto next = NewRun();
  GoOn(*next);
  RunBatches(*next, 3000, 4000);
  EXPECT_THAT(next->counts, ElementsAre(Pair(3000, 3), Pair(4000, 4)));
}

TEST_F(SavedStateTest, AStateThatIsGoneIsNamedAndNotCountedAnew) {
  auto first = NewRun();
  RunBatches(*first, 1000, 3000);
  ASSERT_THAT(files_->RemoveTree(std::string(kFolder) + "/batches"), IsOk());
  auto next = NewRun();
  GoOn(*next);
  RunBatches(*next, 4000, 4000);
  EXPECT_THAT(next->outcome.message(), HasSubstr("the state of stream \"counting\" after batch 3000 ms is gone"));
  EXPECT_THAT(next->counts, testing::IsEmpty());
}

TEST_F(SavedStateTest, OldStatesDoNotPileUp) {
  auto run = NewRun();
  RunBatches(*run, 1000, 50'000);
  EXPECT_LE(files_->List(std::string(kFolder) + "/batches/0")->size(), 13u);
}

}  // namespace
}  // namespace sluice
