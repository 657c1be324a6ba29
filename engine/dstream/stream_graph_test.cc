#include "engine/dstream/stream_graph.h"

#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/base/user_code.h"
#include "engine/lineage/lineage.h"
#include "engine/lineage/local_job_runner.h"
#include "engine/lineage/rdd_cell.h"
#include "engine/source/batch_source.h"
#include "engine/source/function_output.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using Stream = std::shared_ptr<StreamNode>;
using Times = std::vector<int64_t>;

// What a job throws whose program stops.
class Cancelled : public StatusException {
 public:
  const absl::Status& status() const override { return status_; }

 private:
  const absl::Status status_ = absl::CancelledError("the program stops");
};

// Has an RDD for each batch, with as many partitions as the batch has seconds. Offsets are times of batches.
class SecondsSource : public BatchSource {
 public:
  struct Options {
    bool arrives = false;
    std::string saved = {};  // What it says that a later run needs.
    std::vector<std::string> metadata = {};
  };
  explicit SecondsSource(JobRunner& jobs) : SecondsSource(jobs, Options()) {}
  SecondsSource(JobRunner& jobs, Options options) : jobs_(jobs), options_(std::move(options)) {}

  absl::StatusOr<Offset> Initial() override { return NumberOffset(0); }
  absl::StatusOr<Offset> Latest(const Offset&, const ReadLimit& limit) override {
    asked.push_back(absl::ToUnixMillis(limit.until));
    return NumberOffset(asked.back());
  }
  absl::StatusOr<PlannedRange> Plan(const OffsetRange& range) override {
    planned.push_back(*NumberOf(range.until));
    Rdd rows = SourceRdd(jobs_, {}, static_cast<int>(planned.back() / 1000));
    last_made = rows;
    return PlannedRange{.rows = std::move(rows), .metadata = options_.metadata};
  }
  absl::Status Commit(const Offset&) override { return absl::OkStatus(); }
  absl::Status EndAt(absl::Time) override { return absl::OkStatus(); }
  bool arrives() const override { return options_.arrives; }
  std::string Save() const override { return options_.saved; }
  absl::Status Restore(std::string_view saved) override {
    restored = saved;
    return absl::OkStatus();
  }

  Times asked, planned;
  std::weak_ptr<const RddNode> last_made;
  std::string restored;

 private:
  JobRunner& jobs_;
  const Options options_;
};

// Batches of 1 s.
class StreamGraphTest : public testing::Test {
 protected:
  absl::Status RunBatch(int64_t batch, const BatchBlocks& blocks = {}) {
    if (!plan_.run_batch) plan_ = StreamGraph::PlanOf(graph_);
    return plan_.run_batch({RunId(4), BatchTime(batch)}, blocks);
  }
  void RunBatches(int64_t first, int64_t last) {
    for (int64_t batch = first; batch <= last; batch += 1000) ASSERT_THAT(RunBatch(batch), IsOk());
  }
  void Output(const Stream& stream, std::function<void(const Rdd&, BatchTime)> run) {
    graph_->AddOutput({"output", stream, std::make_shared<FunctionOutput>(std::move(run))});
  }
  // Notes the batches that the output ran in.
  void Record(const Stream& stream, Times& batches) {
    Output(stream, [&batches](const Rdd&, BatchTime batch) { batches.push_back(batch.value()); });
  }
  Stream Add(const std::string& name, std::shared_ptr<BatchSource> source) {
    return graph_->AddSource(name, std::move(source));
  }
  Stream AddSeconds() { return Add("source", seconds_); }
  Stream Child(const Stream& parent, absl::Duration slide) {
    return graph_->AddStream(
        {.parents = {parent}, .slide = slide, .compute = [parent](BatchTime batch) { return parent->Get(batch); }});
  }
  // The union of the parent's RDDs.
  Stream Window(const Stream& parent, absl::Duration length, absl::Duration slide) {
    return graph_->AddStream({.parents = {parent},
                              .slide = slide,
                              .looks_back = length - parent->slide(),
                              .compute = [this, parent, length](BatchTime batch) {
                                return UnionRdd(jobs_, {}, parent->GetWindow(batch, length));
                              }});
  }

  LocalJobRunner jobs_;
  std::shared_ptr<StreamGraph> graph_ = std::make_shared<StreamGraph>(jobs_, absl::Seconds(1));
  StreamingPlan plan_;
  const std::shared_ptr<SecondsSource> seconds_ = std::make_shared<SecondsSource>(jobs_);
};

TEST_F(StreamGraphTest, InputHasTheBlocksOfItsBatch) {
  graph_->AddInput({.replication = 1}, {}, {});
  auto second = graph_->AddInput({.replication = 2}, {.name = "lines"}, {});
  std::vector<std::vector<BlockId>> partitions = {{BlockId::Input(StreamId(1), Epoch(0), 0)},
                                                  {BlockId::Input(StreamId(1), Epoch(0), 1)}};
  std::vector<Rdd> seen;
  Output(second, [&](const Rdd& rdd, BatchTime) { seen.push_back(rdd); });
  ASSERT_THAT(RunBatch(1000, {{InputId(1), partitions}}), IsOk());
  ASSERT_THAT(RunBatch(2000), IsOk());
  EXPECT_EQ(plan_.inputs[1].id, InputId(1));
  EXPECT_EQ(plan_.inputs[1].replication, 2);
  EXPECT_EQ(plan_.remember, absl::ZeroDuration());
  EXPECT_EQ(Current(seen[0])->partition_blocks, partitions);
  EXPECT_EQ(seen[0]->partitions, 2);
  EXPECT_EQ(seen[1]->partitions, 0);
}

TEST_F(StreamGraphTest, OutputsShareTheRddOfABatchAndItIsForgotten) {
  auto stream = AddSeconds();
  for (int i = 0; i < 2; ++i) Output(stream, [](const Rdd&, BatchTime) {});
  ASSERT_THAT(RunBatch(1000), IsOk());
  EXPECT_THAT(seconds_->planned, ElementsAre(1000));
  EXPECT_TRUE(seconds_->last_made.expired());
  ASSERT_THAT(RunBatch(2000), IsOk());
  EXPECT_THAT(seconds_->planned, ElementsAre(1000, 2000));
}

TEST_F(StreamGraphTest, OutputsRunInOrderAndTheFirstErrorComesBack) {
  std::vector<std::string> ran;
  auto source = AddSeconds();
  for (const char* name : {"a", "b", "c"}) {
    Output(source, [&ran, name](const Rdd&, BatchTime) {
      ran.push_back(name);
      if (ran.back() != "a") throw std::runtime_error(name);
    });
  }
  EXPECT_THAT(RunBatch(3000), StatusIs(absl::StatusCode::kAborted, "Error running job streaming job 3000 ms.1: b"));
  EXPECT_THAT(ran, ElementsAre("a", "b", "c"));
}

TEST_F(StreamGraphTest, AStreamThatCannotBeComputedFailsItsOutputsOnly) {
  Times ran;
  auto source = AddSeconds();
  auto broken = graph_->AddStream({.parents = {source}, .slide = absl::Seconds(1), .compute = [](BatchTime) -> Rdd {
                                     throw std::runtime_error("no such table");
                                   }});
  Record(broken, ran);
  Record(source, ran);
  EXPECT_THAT(RunBatch(1000),
              StatusIs(absl::StatusCode::kAborted, "Error running job streaming job 1000 ms.0: no such table"));
  EXPECT_THAT(ran, ElementsAre(1000));
}

TEST_F(StreamGraphTest, ALongerSlideCountsFromZeroAndOutputsOfNoRddDoNotRun) {
  Times batches;
  Record(Child(AddSeconds(), absl::Seconds(2)), batches);
  RunBatches(6000, 11000);
  EXPECT_THAT(batches, ElementsAre(7000, 9000, 11000));
  EXPECT_THAT(seconds_->planned, ElementsAre(6000, 7000, 8000, 9000, 10000, 11000))
      << "inputs are asked in every batch";
}

TEST_F(StreamGraphTest, WindowsHaveTheRddsOfTheirParentWhichRemembersThem) {
  std::vector<int> partitions;
  auto windows = Window(AddSeconds(), absl::Seconds(3), absl::Seconds(2));
  Output(windows, [&](const Rdd& rdd, BatchTime) { partitions.push_back(rdd->partitions); });
  RunBatches(1000, 6000);
  EXPECT_THAT(partitions, ElementsAre(1 + 2, 2 + 3 + 4, 4 + 5 + 6));
  EXPECT_THAT(seconds_->planned, SizeIs(6)) << "nothing is computed twice";
}

TEST_F(StreamGraphTest, WindowsOfWindowsKeepBlocksAsLongAsAllOfThemNeed) {
  auto input = graph_->AddInput({}, {}, {});
  auto inner = Window(input, absl::Seconds(3), absl::Seconds(1));
  Window(inner, absl::Seconds(4), absl::Seconds(2));
  EXPECT_EQ(StreamGraph::PlanOf(graph_).remember, absl::Seconds(2 + 3));
  graph_->Remember(absl::Seconds(60));
  EXPECT_EQ(StreamGraph::PlanOf(graph_).remember, absl::Seconds(60 + 2 + 3));
}

TEST_F(StreamGraphTest, AStreamInOrderMissesNoBatch) {
  Times made, batches;
  auto source = AddSeconds();
  auto state = graph_->AddStream(
      {.parents = {source}, .slide = absl::Seconds(1), .state = StateTraits(), .compute = [&, source](BatchTime batch) {
         made.push_back(batch.value());
         return source->Get(batch);
       }});
  Record(Child(state, absl::Seconds(3)), batches);
  RunBatches(1000, 6000);
  EXPECT_THAT(batches, ElementsAre(3000, 6000));
  EXPECT_THAT(made, ElementsAre(1000, 2000, 3000, 4000, 5000, 6000));
}

TEST_F(StreamGraphTest, AFormerRunIsGoneOnFrom) {
  Times made, batches;
  auto source = AddSeconds();
  auto state = graph_->AddStream(
      {.parents = {source}, .slide = absl::Seconds(1), .state = StateTraits(), .compute = [&, source](BatchTime batch) {
         made.push_back(batch.value());
         return source->Get(batch);
       }});
  Record(state, batches);
  std::vector<int> partitions;
  Output(Window(source, absl::Seconds(3), absl::Seconds(2)),
         [&](const Rdd& rdd, BatchTime) { partitions.push_back(rdd->partitions); });
  StreamCheckpoint checkpoint = graph_->CheckpointAfter(BatchTime(4000));
  checkpoint.zero = 1000;
  ASSERT_THAT(graph_->Resume(checkpoint), IsOk());
  RunBatches(5000, 6000);
  EXPECT_EQ(plan_.last_finished, BatchTime(4000));
  EXPECT_THAT(made, ElementsAre(5000, 6000));
  EXPECT_THAT(partitions, ElementsAre(3 + 4 + 5)) << "the window slides from the former zero, over recomputed batches";
}

TEST_F(StreamGraphTest, InputsGetBackWhatTheySaved) {
  auto files = std::make_shared<SecondsSource>(jobs_, SecondsSource::Options{.saved = "a.txt"});
  Add("files", files);
  RunBatches(1000, 2000);
  StreamCheckpoint checkpoint = graph_->CheckpointAfter(BatchTime(2000));
  EXPECT_EQ(checkpoint.zero, 0);
  ASSERT_THAT(graph_->Resume(checkpoint), IsOk());
  EXPECT_EQ(files->restored, "a.txt");
  AddSeconds();
  EXPECT_THAT(graph_->Resume(checkpoint), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("other streams")));
}

TEST_F(StreamGraphTest, SlicesGiveWhatIsRemembered) {
  auto files = std::make_shared<SecondsSource>(jobs_, SecondsSource::Options{.arrives = true});
  auto source = Add("files", files);
  Output(source, [](const Rdd&, BatchTime) {});
  graph_->Remember(absl::Seconds(10));
  EXPECT_EQ(source->Slice(BatchTime(0), BatchTime(9000)), std::nullopt);
  RunBatches(1000, 4000);
  std::vector<int64_t> times;
  auto slice = source->Slice(BatchTime(2500), BatchTime(9000));
  for (const auto& [batch, rdd] : *slice) times.push_back(batch.value());
  EXPECT_THAT(times, ElementsAre(2000, 3000, 4000));
  EXPECT_THAT(files->planned, SizeIs(4));
  EXPECT_THAT(*source->Slice(BatchTime(5000), BatchTime(9000)), IsEmpty());
}

TEST_F(StreamGraphTest, ASliceOfABatchThatIsForgottenIsAnErrorAndNotEmpty) {
  const Stream received = graph_->AddInput({}, {.name = "lines"}, {});
  const Stream files = Add("files", std::make_shared<SecondsSource>(jobs_, SecondsSource::Options{.arrives = true}));
  for (const Stream& stream : {received, files}) Output(stream, [](const Rdd&, BatchTime) {});
  graph_->Remember(absl::Seconds(2));
  RunBatches(1000, 4000);
  for (const Stream& stream : {received, files}) {
    EXPECT_THAT(*stream->Slice(BatchTime(3000), BatchTime(4000)), SizeIs(2));
    const absl::Status late = CallUserCode([&] { stream->Slice(BatchTime(1000), BatchTime(4000)); });
    EXPECT_THAT(late, StatusIs(absl::StatusCode::kNotFound, AllOf(HasSubstr("1000 ms"), HasSubstr("remember()"))));
  }
}

TEST_F(StreamGraphTest, SlicesGoOnIntoTheFutureOfWhatDoesNotArrive) {
  auto child = Child(AddSeconds(), absl::Seconds(2));
  Output(child, [](const Rdd&, BatchTime) {});
  RunBatches(1000, 2000);
  EXPECT_THAT(*child->Slice(BatchTime(3000), BatchTime(7000)), SizeIs(3));
  EXPECT_THAT(seconds_->planned, ElementsAre(1000, 2000, 2000, 4000, 6000));
  RunBatches(3000, 4000);
  EXPECT_THAT(seconds_->planned, SizeIs(6)) << "what was asked for early is there";
}

// As long as Spark would.
TEST_F(StreamGraphTest, WhichRangeABatchHasIsKept) {
  auto source = AddSeconds();
  auto window = graph_->AddStream({.parents = {source},
                                   .slide = absl::Seconds(1),
                                   .parents_window = absl::Seconds(2),
                                   .compute = [source](BatchTime batch) { return source->Get(batch); }});
  Output(window, [](const Rdd&, BatchTime) {});
  RunBatches(1000, 5000);
  EXPECT_THAT(*source->Slice(BatchTime(3000), BatchTime(5000)), SizeIs(3));
  EXPECT_THAT(seconds_->asked, SizeIs(5));
  EXPECT_THAT(*source->Slice(BatchTime(2000), BatchTime(2000)), SizeIs(1));
  EXPECT_THAT(seconds_->asked, SizeIs(6)) << "given anew";
}

TEST_F(StreamGraphTest, AnObserverSeesEachOutputBeginAndEnd) {
  auto source = AddSeconds();
  Output(source, [](const Rdd&, BatchTime) {});
  Output(source, [](const Rdd&, BatchTime) { throw std::runtime_error("disk full"); });
  std::vector<std::pair<int, std::string>> seen;
  graph_->SetObserver([&](const ProgramEvent& told) {
    const auto& event = std::get<OutputEvent>(told);
    seen.emplace_back(event.number, event.output.has_ended() ? std::string(event.output.result.message()) : "begins");
  });
  EXPECT_THAT(RunBatch(1000), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(seen, ElementsAre(Pair(0, "begins"), Pair(0, ""), Pair(1, "begins"), Pair(1, "disk full")));
}

TEST_F(StreamGraphTest, InputsOfAllKindsAreNumberedTogetherAndSayWhatHasArrived) {
  AddSeconds();
  graph_->AddInput({}, {}, {});
  auto files = Add(
      "files", std::make_shared<SecondsSource>(jobs_, SecondsSource::Options{.arrives = true, .metadata = {"a", "b"}}));
  Output(files, [](const Rdd&, BatchTime) {});
  std::vector<InputEvent> found;
  graph_->SetObserver([&](const ProgramEvent& event) {
    if (const auto* input = std::get_if<InputEvent>(&event)) found.push_back(*input);
  });
  ASSERT_THAT(RunBatch(1000), IsOk());
  ASSERT_THAT(plan_.inputs, SizeIs(1));
  EXPECT_EQ(plan_.inputs[0].id, InputId(1));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].batch, (BatchKey{RunId(4), BatchTime(1000)}));
  EXPECT_EQ(found[0].input, InputId(2));
  EXPECT_THAT(found[0].metadata, ElementsAre("a", "b"));
}

TEST_F(StreamGraphTest, AsManyOutputsAsAllowedRunSideBySideAndBeginInOrder) {
  graph_->SetConcurrentJobs(2);
  Stream source = AddSeconds();
  std::promise<void> second_runs;
  std::mutex mu;
  std::vector<int> begun;
  for (int number : {0, 1, 2}) {
    Output(source, [&, number](const Rdd&, BatchTime) {
      {
        std::lock_guard lock(mu);
        begun.push_back(number);
      }
      if (number == 1) second_runs.set_value();
      bool waits =
          number == 0 && second_runs.get_future().wait_for(std::chrono::seconds(20)) != std::future_status::ready;
      if (waits) throw std::runtime_error("the second output did not begin while the first one ran");
      if (number == 2) throw std::runtime_error("the third one fails");
    });
  }
  EXPECT_THAT(RunBatch(1000), StatusIs(absl::StatusCode::kAborted, HasSubstr("1000 ms.2: the third one fails")));
  EXPECT_THAT(begun, testing::UnorderedElementsAre(0, 1, 2));
  EXPECT_EQ(begun.back(), 2);
}

TEST_F(StreamGraphTest, WithConcurrentJobsABatchMayRunWhileTheOneBeforeItDoesAndEndsAfterIt) {
  graph_->SetConcurrentJobs(2);
  Times saved;
  graph_->SetCheckpointer([&](const StreamCheckpoint& checkpoint) {
    saved.push_back(checkpoint.last_finished);
    return absl::OkStatus();
  });
  std::promise<void> second_runs;
  Output(AddSeconds(), [&](const Rdd& rdd, BatchTime batch) {
    ASSERT_EQ(rdd->partitions, batch.value() / 1000);
    if (batch == BatchTime(1000)) return;
    if (batch == BatchTime(3000)) return second_runs.set_value();
    bool is_alone = second_runs.get_future().wait_for(std::chrono::seconds(20)) != std::future_status::ready;
    if (is_alone) throw std::runtime_error("the third batch did not begin while the second one ran");
  });
  plan_ = StreamGraph::PlanOf(graph_);
  EXPECT_EQ(plan_.concurrent_batches, 2);
  EXPECT_THAT(RunBatch(1000), IsOk());
  auto third = std::async(std::launch::async, [&] { return RunBatch(3000); });
  EXPECT_THAT(RunBatch(2000), IsOk());
  EXPECT_THAT(third.get(), IsOk());
  EXPECT_THAT(saved, ElementsAre(0, 1000, 2000, 3000));
}

TEST_F(StreamGraphTest, AfterACancelledBatchNoneCountsAsDone) {
  Times saved;
  graph_->SetCheckpointer([&](const StreamCheckpoint& checkpoint) {
    saved.push_back(checkpoint.last_finished);
    return absl::OkStatus();
  });
  Output(AddSeconds(), [&](const Rdd&, BatchTime batch) {
    if (batch == BatchTime(2000)) throw Cancelled();
  });
  EXPECT_THAT(RunBatch(1000), IsOk());
  EXPECT_THAT(RunBatch(2000), StatusIs(absl::StatusCode::kCancelled, HasSubstr("the program stops")));
  EXPECT_THAT(RunBatch(3000), StatusIs(absl::StatusCode::kCancelled, HasSubstr("runs again after batch 2000 ms")));
  EXPECT_THAT(saved, ElementsAre(0, 1000));
}

TEST_F(StreamGraphTest, AfterAFailedBatchOthersRunAndNoneCountsAsDone) {
  Times saved, ran;
  graph_->SetCheckpointer([&](const StreamCheckpoint& checkpoint) {
    saved.push_back(checkpoint.last_finished);
    return absl::OkStatus();
  });
  Output(AddSeconds(), [&](const Rdd&, BatchTime batch) {
    if (batch == BatchTime(2000)) throw std::runtime_error("the database is away");
    ran.push_back(batch.value());
  });
  const StreamingPlan plan = StreamGraph::PlanOf(graph_);
  EXPECT_THAT(RunBatch(1000), IsOk());
  EXPECT_EQ(plan.first_failed(), std::nullopt);
  EXPECT_THAT(RunBatch(2000), StatusIs(absl::StatusCode::kAborted, HasSubstr("the database is away")));
  EXPECT_THAT(RunBatch(3000), IsOk());
  EXPECT_THAT(ran, ElementsAre(1000, 3000));
  EXPECT_THAT(saved, ElementsAre(0, 1000)) << "a later run begins with the one that failed";
  EXPECT_EQ(plan.first_failed(), BatchTime(2000));
}

TEST_F(StreamGraphTest, ABatchThatCouldNotRunHasFailedAndLaterOnesDoNotWaitForIt) {
  Times saved, ran;
  graph_->SetConcurrentJobs(2);
  graph_->SetCheckpointer([&](const StreamCheckpoint& checkpoint) {
    saved.push_back(checkpoint.last_finished);
    return absl::OkStatus();
  });
  Output(AddSeconds(), [&](const Rdd&, BatchTime batch) { ran.push_back(batch.value()); });
  const StreamingPlan plan = StreamGraph::PlanOf(graph_);
  EXPECT_THAT(RunBatch(1000), IsOk());
  const absl::Status full = absl::ResourceExhaustedError("no space left on device");
  EXPECT_EQ(plan.fail_batch({RunId(4), BatchTime(2000)}, {}, full), full);
  EXPECT_THAT(RunBatch(3000), IsOk());
  EXPECT_THAT(ran, ElementsAre(1000, 3000));
  EXPECT_THAT(saved, ElementsAre(0, 1000));
  EXPECT_EQ(plan.first_failed(), BatchTime(2000));
}

TEST_F(StreamGraphTest, AllStreamsAreAskedBeforeTheFirstOutputRuns) {
  std::vector<std::string> order;
  auto source = AddSeconds();
  for (const char* name : {"a", "b"}) {
    auto stream =
        graph_->AddStream({.parents = {source}, .slide = absl::Seconds(1), .compute = [&, name](BatchTime batch) {
                             order.push_back(std::string("ask ") + name);
                             return source->Get(batch);
                           }});
    Output(stream, [&, name](const Rdd&, BatchTime) { order.push_back(std::string("run ") + name); });
  }
  ASSERT_THAT(RunBatch(1000), IsOk());
  EXPECT_THAT(order, ElementsAre("ask a", "ask b", "run a", "run b"));
}

// As a function of transform does that asks for a slice of another stream, which another thread asks as well.
TEST_F(StreamGraphTest, AStreamThatIsComputedMayAskOthersWhileOtherThreadsWaitForTheirTurn) {
  SimLoop loop(1);
  jobs_.set_runtime(loop);
  graph_ = std::make_shared<StreamGraph>(jobs_, absl::Seconds(1));
  graph_->Remember(absl::Seconds(10));
  auto source = AddSeconds();
  auto slow = graph_->AddStream({.parents = {source}, .slide = absl::Seconds(1), .compute = [&](BatchTime batch) {
                                   loop.NewEvent()->Wait(absl::Seconds(5));  // As a job would.
                                   EXPECT_THAT(*source->Slice(batch, batch), SizeIs(1));
                                   return source->Get(batch);
                                 }});
  Output(slow, [](const Rdd&, BatchTime) {});
  auto batch = loop.NewMailbox("batch"), user = loop.NewMailbox("user");
  absl::Time sliced;
  const absl::Time start = loop.clock().Now();
  batch->Post([&] { EXPECT_THAT(RunBatch(1000), IsOk()); });
  user->PostAfter(absl::Seconds(1), [&] {
    EXPECT_THAT(*slow->Slice(BatchTime(1000), BatchTime(1000)), SizeIs(1));
    sliced = loop.clock().Now();
  });
  loop.RunFor(absl::Seconds(20));
  EXPECT_EQ(sliced - start, absl::Seconds(5));
  EXPECT_THAT(seconds_->planned, ElementsAre(1000));
}

TEST_F(StreamGraphTest, BatchesOfStreamsThatGoOnFromTheirFormerOneDoNotOverlap) {
  graph_->SetConcurrentJobs(2);
  Stream source = AddSeconds();
  graph_->AddStream(
      {.parents = {source}, .slide = absl::Seconds(1), .state = StateTraits(), .compute = [&](BatchTime batch) {
         return source->Get(batch);
       }});
  EXPECT_EQ(StreamGraph::PlanOf(graph_).concurrent_batches, 1);
}

}  // namespace
}  // namespace sluice
