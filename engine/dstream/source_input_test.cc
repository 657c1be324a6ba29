// Streams over a log with partitions, as Kafka's, from batch to batch and from run to run.
#include "engine/dstream/source_input.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/base/user_code.h"
#include "engine/dstream/stream_graph.h"
#include "engine/lineage/local_job_runner.h"
#include "engine/source/fake_partitioned_log.h"
#include "engine/source/fake_rdd.h"
#include "engine/source/output.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Rows = std::vector<std::string>;

class NotingOutput : public Output {
 public:
  explicit NotingOutput(std::vector<Rows>& batches) : batches_(batches) {}
  absl::Status Write(const Rdd& rows, BatchTime) override {
    batches_.push_back(RowsOfFake(rows));
    return absl::OkStatus();
  }

 private:
  std::vector<Rows>& batches_;
};

// Batches of 1 s.
class SourceInputTest : public testing::Test {
 protected:
  SourceInputTest() { log_->partitions.resize(2); }

  void Write(int partition, const Rows& rows) {
    Rows& written = log_->partitions[partition].rows;
    written.insert(written.end(), rows.begin(), rows.end());
  }
  // One run of the program: reads the log, and what it has read in the last `window` seconds, if that is set.
  void Program(const FakePartitionedLog::Options& options = {}, int window = 0) {
    graph_ = std::make_shared<StreamGraph>(jobs_, absl::Seconds(1));
    stream_ = graph_->AddSource("log", std::make_shared<FakePartitionedLog>(log_, options));
    graph_->AddOutput({"rows", stream_, std::make_shared<NotingOutput>(batches_)});
    if (window == 0) return;
    const absl::Duration length = absl::Seconds(window);
    auto united = [stream = stream_, length](BatchTime batch) {
      Rows rows;
      for (const Rdd& rdd : stream->GetWindow(batch, length)) {
        for (const std::string& row : RowsOfFake(rdd)) rows.push_back(row);
      }
      return FakeRdd(rows);
    };
    auto windows = graph_->AddStream(
        {.parents = {stream_}, .slide = absl::Seconds(1), .looks_back = length - absl::Seconds(1), .compute = united});
    graph_->AddOutput({"windows", windows, std::make_shared<NotingOutput>(windows_)});
  }
  absl::Status RunBatch(int second) {
    if (!plan_.run_batch) plan_ = StreamGraph::PlanOf(graph_);
    return plan_.run_batch({RunId(0), BatchTime(second * 1000)}, {});
  }
  // Ends the run; the next one goes on from the checkpoint of the batch.
  void Restart(int second, const FakePartitionedLog::Options& options = {}, int window = 0) {
    GoOnFrom(graph_->CheckpointAfter(BatchTime(second * 1000)), options, window);
  }
  // One when a batch begins, one when it has ended.
  void KeepCheckpoints(std::vector<StreamCheckpoint>& written) {
    graph_->SetCheckpointer([&written](const StreamCheckpoint& checkpoint) {
      written.push_back(checkpoint);
      return absl::OkStatus();
    });
  }
  void GoOnFrom(const StreamCheckpoint& checkpoint, const FakePartitionedLog::Options& options = {}, int window = 0) {
    plan_ = {};
    Program(options, window);
    ASSERT_THAT(graph_->Resume(checkpoint), IsOk());
  }

  LocalJobRunner jobs_;
  const std::shared_ptr<PartitionedLog> log_ = std::make_shared<PartitionedLog>();
  std::shared_ptr<StreamGraph> graph_;
  std::shared_ptr<StreamNode> stream_;
  StreamingPlan plan_;
  std::vector<Rows> batches_, windows_;
};

TEST_F(SourceInputTest, ABatchHasWhatWasWrittenSinceTheOneBeforeAndListenersHearOfItsParts) {
  Program();
  std::vector<Rows> metadata;
  graph_->SetObserver([&](const ProgramEvent& event) {
    if (const auto* input = std::get_if<InputEvent>(&event)) metadata.push_back(input->metadata);
  });
  Write(0, {"a", "b"});
  Write(1, {"c"});
  ASSERT_THAT(RunBatch(1), IsOk());
  Write(1, {"d"});
  ASSERT_THAT(RunBatch(2), IsOk());
  ASSERT_THAT(RunBatch(3), IsOk());
  EXPECT_THAT(batches_, ElementsAre(ElementsAre("a", "b", "c"), ElementsAre("d"), IsEmpty()));
  EXPECT_THAT(metadata, ElementsAre(ElementsAre("partition 0: 0 to 2", "partition 1: 0 to 1"),
                                    ElementsAre("partition 1: 1 to 2"), IsEmpty()));
}

TEST_F(SourceInputTest, AStreamMayBeginWithWhatComesAndTakeSoMuchOfEachPartition) {
  Write(0, {"old"});
  Program({.from_latest = true, .partition_rows_max = 2});
  ASSERT_THAT(RunBatch(1), IsOk());
  Write(0, {"a", "b", "c"});
  Write(1, {"d"});
  for (int second : {2, 3, 4}) ASSERT_THAT(RunBatch(second), IsOk());
  EXPECT_THAT(batches_, ElementsAre(IsEmpty(), ElementsAre("a", "b", "d"), ElementsAre("c"), IsEmpty()));
}

TEST_F(SourceInputTest, BatchesOfASourceThatCountsItsRowsHaveNoMoreThanTheyMay) {
  Program();
  std::vector<std::optional<int64_t>> counted;
  graph_->SetObserver([&](const ProgramEvent& event) {
    if (const auto* input = std::get_if<InputEvent>(&event)) counted.push_back(input->records);
  });
  Write(0, Rows(10, "a"));
  Write(1, Rows(3, "b"));
  ASSERT_THAT(RunBatch(1), IsOk());
  ASSERT_EQ(plan_.sources.size(), 1u);
  EXPECT_EQ(plan_.sources[0].id, InputId(0));
  plan_.sources[0].limit_batches(4);
  Write(0, Rows(5, "c"));
  for (int second : {2, 3}) ASSERT_THAT(RunBatch(second), IsOk());
  plan_.sources[0].limit_batches(0);
  Write(0, Rows(9, "d"));
  ASSERT_THAT(RunBatch(4), IsOk());
  EXPECT_THAT(counted, ElementsAre(13, 2, 2, 10)) << "of two partitions half of four each";
  EXPECT_THAT(batches_.back(), testing::SizeIs(10));
}

TEST_F(SourceInputTest, APartitionThatComesLaterIsReadFromItsBeginning) {
  Program();
  Write(0, {"a"});
  ASSERT_THAT(RunBatch(1), IsOk());
  log_->partitions.resize(3);
  Write(2, {"b"});
  ASSERT_THAT(RunBatch(2), IsOk());
  EXPECT_THAT(batches_, ElementsAre(ElementsAre("a"), ElementsAre("b")));
}

TEST_F(SourceInputTest, WhatIsReadIsCommittedBehindTheCheckpointWhenNobodyLooksBackAtIt) {
  Program({}, /*window=*/2);
  Rows committed;
  absl::Status written;
  graph_->SetCheckpointer([&](const StreamCheckpoint&) {
    committed.push_back(log_->committed);
    return written;
  });
  for (int second : {1, 2, 3}) {
    Write(0, {"row"});
    ASSERT_THAT(RunBatch(second), IsOk());
  }
  EXPECT_THAT(committed, ElementsAre("", "", "", "", R"({"0":1,"1":0})", R"({"0":1,"1":0})"))
      << "of each batch at its beginning and at its end";
  EXPECT_EQ(log_->committed, R"({"0":2,"1":0})");
  written = absl::UnavailableError("disk full");
  EXPECT_THAT(RunBatch(4), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("disk full")));
  EXPECT_EQ(log_->committed, R"({"0":2,"1":0})") << "a later run may begin with batch 4";
}

TEST_F(SourceInputTest, ABatchThatRunsAgainHasTheRowsItHadHoweverMuchHasArrivedSince) {
  Program();
  std::vector<StreamCheckpoint> written;
  KeepCheckpoints(written);
  Write(0, {"a"});
  ASSERT_THAT(RunBatch(1), IsOk());
  Write(0, {"b"});
  ASSERT_THAT(RunBatch(2), IsOk());
  const StreamCheckpoint while_the_second_ran = written.at(2);
  EXPECT_EQ(while_the_second_ran.last_finished, 1000);
  Write(0, {"meanwhile"});
  GoOnFrom(while_the_second_ran);
  ASSERT_THAT(RunBatch(2), IsOk());
  ASSERT_THAT(RunBatch(3), IsOk());
  EXPECT_THAT(batches_, ElementsAre(ElementsAre("a"), ElementsAre("b"), ElementsAre("b"), ElementsAre("meanwhile")));
}

TEST_F(SourceInputTest, AProgramThatIsKilledInItsFirstBatchHasItAgain) {
  Program();
  std::vector<StreamCheckpoint> written;
  KeepCheckpoints(written);
  Write(0, {"a"});
  ASSERT_THAT(RunBatch(7), IsOk());
  EXPECT_EQ(written.at(0).last_finished, 6000);
  Write(0, {"meanwhile"});
  GoOnFrom(written.at(0));
  ASSERT_THAT(RunBatch(7), IsOk());
  EXPECT_THAT(batches_, ElementsAre(ElementsAre("a"), ElementsAre("a")));
}

TEST_F(SourceInputTest, ALaterRunHasTheBatchesAgainThatItLooksBackAtAndGoesOnBehindThem) {
  Program({}, /*window=*/3);
  for (const char* row : {"a", "b", "c"}) {
    Write(0, {row});
    ASSERT_THAT(RunBatch(batches_.size() + 1), IsOk());
  }
  Write(0, {"meanwhile"});
  Restart(3, {.from_latest = true}, /*window=*/3);
  Write(1, {"d"});
  ASSERT_THAT(RunBatch(4), IsOk());
  EXPECT_THAT(batches_.back(), ElementsAre("meanwhile", "d"));
  EXPECT_THAT(windows_.back(), ElementsAre("b", "c", "meanwhile", "d"));
}

TEST_F(SourceInputTest, APastBatchThatIsNotKeptIsRefusedAndTakesNothingFromTheNextOne) {
  Program();
  Write(0, {"a"});
  for (int second : {1, 2}) ASSERT_THAT(RunBatch(second), IsOk());
  Write(0, {"b"});
  const absl::Status past = CallUserCode([this] { stream_->Slice(BatchTime(1000), BatchTime(1000)); });
  EXPECT_THAT(past, StatusIs(absl::StatusCode::kNotFound, HasSubstr("batch 1000 ms")));
  ASSERT_THAT(RunBatch(3), IsOk());
  EXPECT_THAT(batches_.back(), ElementsAre("b"));
}

TEST_F(SourceInputTest, AServerThatIsAwayFailsTheBatchAndTheNextOneHasAll) {
  Program();
  Write(0, {"a"});
  log_->answer = absl::UnavailableError("no broker");
  EXPECT_THAT(RunBatch(1), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no broker")));
  log_->answer = absl::OkStatus();
  ASSERT_THAT(RunBatch(2), IsOk());
  EXPECT_THAT(batches_, ElementsAre(ElementsAre("a")));
}

TEST_F(SourceInputTest, RowsThatAreNotThereAnyMoreFailTheBatchByName) {
  Program({}, /*window=*/2);
  Write(0, {"a"});
  ASSERT_THAT(RunBatch(1), IsOk());
  Restart(1, {}, /*window=*/2);
  log_->partitions[0] = {.begin = 1};
  EXPECT_THAT(RunBatch(2), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("rows of partition 0 are not there")));
}

TEST_F(SourceInputTest, WhatWasSavedAndIsDamagedIsRefused) {
  SourceInput input(std::make_shared<FakePartitionedLog>(log_));
  EXPECT_THAT(input.Restore("nonsense"), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace sluice
