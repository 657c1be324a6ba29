#include "api/listener/streaming_listener.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "api/dstream/stream_test_base.h"
#include "api/listener/listener_bus.h"
#include "api/listener/stats_report_listener.h"
#include "common/base/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Notes what it is told, a line each.
class Notes : public StreamingListener {
 public:
  std::vector<std::string> lines;
  std::string stop_error;
  StreamingContext* stops = nullptr;

  void onStreamingStarted(int64_t) override { lines.push_back("started"); }
  void onBatchSubmitted(const BatchInfo& batch) override {
    lines.push_back(StrCat("submitted ", batch.batchTime.toString(), " records=", batch.numRecords()));
  }
  void onBatchStarted(const BatchInfo& batch) override {
    lines.push_back(StrCat("batch started after ", *batch.schedulingDelay()));
    if (stops != nullptr) TryToStop();
  }
  void onOutputOperationStarted(const OutputOperationInfo& output) override {
    lines.push_back(StrCat("output ", output.id, " ", output.name));
  }
  void onOutputOperationCompleted(const OutputOperationInfo& output) override {
    lines.push_back(StrCat("output ", output.id, " done: ", output.failureReason.value_or("well")));
  }
  void onBatchCompleted(const BatchInfo& batch) override {
    lines.push_back(StrCat("completed in ", *batch.processingDelay(), " of ", *batch.totalDelay(),
                           " outputs=", batch.outputOperationInfos.size()));
    throw std::runtime_error("listeners may throw");
  }

 private:
  void TryToStop() {
    try {
      stops->stop();
    } catch (const Error& error) {
      stop_error = error.what();
    }
  }
};

class StreamingListenerTest : public StreamTestBase {
 protected:
  std::shared_ptr<Notes> notes_ = std::make_shared<Notes>();
};

TEST(StatsReportListenerTest, ShowsHowTheDelaysOfTheLastBatchesAreDistributed) {
  StatsReportListener listener(2);
  EXPECT_THAT(listener.report(), IsEmpty());
  for (int64_t delay : {7, 100, 1500}) {
    listener.onBatchCompleted({.submissionTime = 1000, .processingStartTime = 1000, .processingEndTime = 1000 + delay});
  }
  const std::vector<std::string> lines = listener.report();
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_EQ(lines[0],
            "Total delay: (count: 2, mean: 800.000000, stdev: 700.000000, max: 1500.000000, min: 100.000000)");
  EXPECT_EQ(lines[1], "\t0%\t5%\t10%\t25%\t50%\t75%\t90%\t95%\t100%");
  EXPECT_EQ(lines[2], "\t100.0 ms\t100.0 ms\t100.0 ms\t100.0 ms\t1.5 s\t1.5 s\t1.5 s\t1.5 s\t1.5 s");
  EXPECT_EQ(lines[3].substr(0, 17), "Processing time: ");
}

TEST_F(StreamingListenerTest, ListenersAreToldEverythingInOrder) {
  auto lines = ssc_.socketTextStream("localhost", 9999);
  lines.foreachRDD([](const RDD<std::string_view>&) {});
  lines.foreachRDD([](const RDD<std::string_view>&) { throw std::runtime_error("disk full"); });
  ssc_.addStreamingListener(notes_);
  ssc_.start();
  EXPECT_FALSE(backend_.RunBatch({}).ok());
  ssc_.stop();
  EXPECT_THAT(notes_->lines, ElementsAre("started", "submitted 1000 ms records=7", "batch started after 5",
                                         "output 0 foreachRDD", "output 0 done: well", "output 1 foreachRDD",
                                         "output 1 done: disk full", "completed in 20 of 25 outputs=2"));
}

// The receivers it is told of.
class Receivers : public StreamingListener {
 public:
  std::vector<ReceiverInfo> told;
  void onReceiverStarted(const ReceiverInfo& receiver) override { told.push_back(receiver); }
  void onReceiverError(const ReceiverInfo& receiver) override { told.push_back(receiver); }
  void onReceiverStopped(const ReceiverInfo& receiver) override { told.push_back(receiver); }
};

TEST_F(StreamingListenerTest, AReceiverIsWhereItsExecutorIsAndHasAnErrorOnlyWhenItSaysSo) {
  auto receivers = std::make_shared<Receivers>();
  internal::ListenerBus bus(ThreadRuntime());
  bus.Add(receivers);
  ReceiverEvent event{.input = InputId(3),
                      .name = "Sensor",
                      .executor = ExecutorId(2),
                      .executor_host = "rack-7",
                      .message = "connected",
                      .at = absl::FromUnixMillis(1500)};
  bus.Post(event);
  event.kind = ReceiverEvent::Kind::kError;
  event.message = "odd";
  event.error = "-300 degrees";
  bus.Post(event);
  event.kind = ReceiverEvent::Kind::kStopped;
  event.message = "that was all";
  event.error = "";
  bus.Post(event);
  bus.Flush(absl::Seconds(10));
  ASSERT_EQ(receivers->told.size(), 3u);
  EXPECT_EQ(receivers->told[0].name, "Sensor-3");
  EXPECT_EQ(receivers->told[0].location, "rack-7");
  EXPECT_EQ(receivers->told[0].executorId, "2");
  EXPECT_EQ(receivers->told[0].lastErrorMessage, "");
  EXPECT_EQ(receivers->told[0].lastErrorTime, -1);
  EXPECT_EQ(receivers->told[1].lastErrorMessage, "odd");
  EXPECT_EQ(receivers->told[1].lastError, "-300 degrees");
  EXPECT_EQ(receivers->told[1].lastErrorTime, 1500);
  EXPECT_EQ(receivers->told[2].lastErrorMessage, "that was all");
  EXPECT_EQ(receivers->told[2].lastError, "");
  EXPECT_EQ(receivers->told[2].lastErrorTime, -1);
}

TEST(StreamInputInfoTest, MetadataIsDescribedALineEach) {
  EXPECT_EQ(StreamInputInfo().metadataDescription(), std::nullopt);
  EXPECT_EQ((StreamInputInfo{.metadata = {"offset 1", "offset 2"}}).metadataDescription(), "offset 1\noffset 2");
}

TEST_F(StreamingListenerTest, AListenerCannotStopTheContextItListensTo) {
  ssc_.socketTextStream("localhost", 9999).foreachRDD([](const RDD<std::string_view>&) {});
  notes_->stops = &ssc_;
  ssc_.addStreamingListener(notes_);
  ssc_.start();
  EXPECT_TRUE(backend_.RunBatch({}).ok());
  ssc_.stop();
  EXPECT_EQ(notes_->stop_error, "Cannot stop StreamingContext within listener bus thread.");
}

TEST_F(StreamingListenerTest, OnceRemovedItIsToldNothing) {
  ssc_.socketTextStream("localhost", 9999).foreachRDD([](const RDD<std::string_view>&) {});
  ssc_.addStreamingListener(notes_);
  ssc_.removeStreamingListener(notes_);
  ssc_.start();
  EXPECT_TRUE(backend_.RunBatch({}).ok());
  ssc_.stop();
  EXPECT_THAT(notes_->lines, IsEmpty());
}

}  // namespace
}  // namespace sluice
