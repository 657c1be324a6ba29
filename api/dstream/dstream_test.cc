#include "api/dstream/dstream.h"

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "api/core/split.h"
#include "api/dstream/stream_test_base.h"
#include "common/fs/file_system.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

using Numbers = std::vector<std::vector<int64_t>>;

class DStreamTest : public StreamTestBase {
 protected:
  DStream<std::string_view> lines_ = ssc_.socketTextStream("localhost", 9999);
};

TEST_F(DStreamTest, CountsTheWordsOfEachBatch) {
  std::vector<std::vector<std::pair<std::string, int64_t>>> batches;
  Record(lines_.flatMap([](std::string_view line) { return split(line, ' '); })
             .map([](std::string_view word) { return std::pair(word, int64_t{1}); })
             .reduceByKey(std::plus<>{}),
         batches);
  ssc_.start();
  ASSERT_TRUE(backend_.RunBatch({{"a b\na\n", "b b\n"}}).ok());
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  ASSERT_TRUE(backend_.RunBatch({{"c\n"}}).ok());
  EXPECT_THAT(batches, ElementsAre(UnorderedElementsAre(std::pair("a", 2), std::pair("b", 3)), IsEmpty(),
                                   ElementsAre(std::pair("c", 1))));
}

TEST_F(DStreamTest, CountGivesZeroForAnEmptyBatchAndReduceNothing) {
  auto lengths = lines_.map([](std::string_view line) { return static_cast<int64_t>(line.size()); });
  Numbers counts, sums;
  Record(lengths.count(), counts);
  Record(lengths.reduce(std::plus<>{}), sums);
  ssc_.start();
  ASSERT_TRUE(backend_.RunBatch({{"12345\n123456\n"}}).ok());
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  ASSERT_TRUE(backend_.RunBatch({{"1234567\n"}}).ok());
  EXPECT_THAT(counts, ElementsAre(ElementsAre(2), ElementsAre(0), ElementsAre(1)));
  EXPECT_THAT(sums, ElementsAre(ElementsAre(11), IsEmpty(), ElementsAre(7)));
}

TEST_F(DStreamTest, UnionOfStreams) {
  auto others = ssc_.socketTextStream("localhost", 9998);
  std::vector<std::vector<std::string>> batches;
  Record(lines_.union_(others), batches);
  Record(ssc_.union_(std::vector{lines_, others, lines_}).filter([](std::string_view line) { return line == "x"; }),
         batches);
  ssc_.start();
  ASSERT_TRUE(backend_.RunBatch({{"x\n"}, {"y\n"}}).ok());
  EXPECT_THAT(batches, ElementsAre(ElementsAre("x", "y"), ElementsAre("x", "x")));
  EXPECT_EQ(ErrorOf([&] { ssc_.union_(std::vector<DStream<int>>()); }), "List of DStreams to union is empty");
  StreamingContext another(app_, Seconds(1));
  EXPECT_EQ(ErrorOf([&] { lines_.union_(another.socketTextStream("localhost", 1)); }),
            "Some of the DStreams have different contexts");
}

TEST_F(DStreamTest, OutputsOfOneStreamShareItsShuffle) {
  auto counts = lines_.map([](std::string_view line) { return std::pair(line, 1); }).reduceByKey(std::plus<>{}, 1);
  std::vector<std::vector<std::pair<std::string, int>>> batches;
  Record(counts, batches);
  Record(counts, batches);
  ssc_.start();
  ASSERT_TRUE(backend_.RunBatch({{"a\n", "b\n", "c\n"}}).ok());
  EXPECT_EQ(jobs_.tasks_run(), 3 + 1 + 1);
  EXPECT_EQ(jobs_.shuffles_kept(), 0u);
}

TEST_F(DStreamTest, DriverFunctionsMayCaptureAndSeeTheTime) {
  std::vector<int64_t> times;
  int64_t transformed = 0;
  auto numbered = lines_.transform([&](const RDD<std::string_view>& rdd, Time time) {
    transformed = time.milliseconds();
    return rdd.map([](std::string_view line, int64_t ms) { return std::string(line) + "@" + std::to_string(ms); },
                   time.milliseconds());
  });
  std::vector<std::string> seen;
  numbered.foreachRDD([&](RDD<std::string> rdd, Time time) {
    times.push_back(time.milliseconds());
    seen = rdd.collect();
  });
  ssc_.start();
  ASSERT_TRUE(backend_.RunBatch({{"a\n"}}).ok());
  EXPECT_THAT(times, ElementsAre(1000));
  EXPECT_EQ(transformed, 1000);
  EXPECT_THAT(seen, ElementsAre("a@1000"));
}

TEST_F(DStreamTest, SavesEachBatchInAFolderOfItsTime) {
  TemporaryFolder folder = *TemporaryFolder::Create("dstream");
  auto lengths = lines_.map([](std::string_view line) { return static_cast<int64_t>(line.size()); });
  lengths.saveAsTextFiles(folder.path() + "/text");
  lengths.saveAsObjectFiles(folder.path() + "/objects", "bin");
  ssc_.start();
  ASSERT_TRUE(backend_.RunBatch({{"x\nyy\n", "zzz\n"}}).ok());
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  EXPECT_EQ(LocalFiles().Read(folder.path() + "/text-1000/part-00000")->view(), "1\n2\n");
  EXPECT_THAT(objectFile<int64_t>(app_, folder.path() + "/objects-1000.bin").collect(), ElementsAre(1, 2, 3));
  EXPECT_THAT(objectFile<int64_t>(app_, folder.path() + "/objects-2000.bin").collect(), IsEmpty());
}

TEST_F(DStreamTest, SavesPairsInAFormatOfHadoops) {
  TemporaryFolder folder = *TemporaryFolder::Create("dstream");
  auto lengths = lines_.map([](std::string_view line) { return std::pair(std::string(line), line.size()); });
  lengths.saveAsHadoopFiles<TextOutputFormat>(folder.path() + "/old");
  lengths.saveAsNewAPIHadoopFiles<TextOutputFormat>(folder.path() + "/new", "txt");
  ssc_.start();
  ASSERT_TRUE(backend_.RunBatch({{"x\nyy\n"}}).ok());
  EXPECT_EQ(LocalFiles().Read(folder.path() + "/old-1000/part-00000")->view(), "x\t1\nyy\t2\n");
  EXPECT_THAT(*LocalFiles().List(folder.path() + "/new-1000.txt"), ElementsAre("_SUCCESS", "part-r-00000"));
}

TEST_F(DStreamTest, ABatchThatRunsAgainReplacesWhatItHadSaved) {
  TemporaryFolder folder = *TemporaryFolder::Create("dstream");
  for (const char* name : {"part-00000", "part-00007", "part-00000.1-1.tmp", "_SUCCESS", "notes"}) {
    ASSERT_TRUE(LocalFileSystem().Publish(folder.path() + "/text-1000/" + name, "former\n").ok());
  }
  lines_.saveAsTextFiles("file:" + folder.path() + "/text");
  ssc_.start();
  ASSERT_TRUE(backend_.RunBatch({{"x\n"}}).ok());
  EXPECT_THAT(*LocalFiles().List(folder.path() + "/text-1000"), ElementsAre("_SUCCESS", "notes", "part-00000"));
  EXPECT_EQ(LocalFiles().Read(folder.path() + "/text-1000/part-00000")->view(), "x\n");
}

TEST_F(DStreamTest, OptionsOfAUriStayBehindTheTimeOfABatch) {
  EXPECT_EQ(internal::BatchFolder("s3://bucket/out?region=x", Time(1000), "txt"), "s3://bucket/out-1000.txt?region=x");
}

TEST_F(DStreamTest, CheckpointsAreKeptOnDisksOrInStoresThatSpeakS3) {
  const std::string refused =
      "a checkpoint directory is on a disk which all machines share, or in a store that speaks S3: directory=";
  EXPECT_EQ(ErrorOf([&] { ssc_.checkpoint("gs://key:secret@bucket/a?region=x"); }), refused + "gs://bucket/a");
  EXPECT_EQ(ErrorOf([&] { app_.setCheckpointDir("hdfs://host/a"); }), refused + "hdfs://host/a");
  EXPECT_EQ(ErrorOf([&] { ssc_.checkpoint("s3://key:secret@bucket/a"); }),
            "a checkpoint directory is told to all machines, so no key may be in its URI: set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY there: directory=s3://bucket/a");
}

TEST_F(DStreamTest, PrintShowsTheFirstRowsAsSparkDoes) {
  lines_.map([](std::string_view line) { return std::pair(line, int64_t{1}); }).print(2);
  ssc_.start();
  testing::internal::CaptureStdout();
  ASSERT_TRUE(backend_.RunBatch({{"x\ny\n"}}).ok());
  ASSERT_TRUE(backend_.RunBatch({{"x\n", "y\n", "z\n"}}).ok());
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  const std::string dashes(43, '-');
  auto header = [&](const std::string& time) { return dashes + "\nTime: " + time + " ms\n" + dashes + "\n"; };
  EXPECT_EQ(testing::internal::GetCapturedStdout(),
            header("1000") + "(x,1)\n(y,1)\n\n" + header("2000") + "(x,1)\n(y,1)\n...\n\n" + header("3000") + "\n");
}

TEST_F(DStreamTest, PrintShowsNumbersAsJavaDoes) {
  lines_.map([](std::string_view line) { return std::stod(std::string(line)); }).print();
  ssc_.start();
  testing::internal::CaptureStdout();
  ASSERT_TRUE(backend_.RunBatch({{"1e5\n123456789\n-inf\n"}}).ok());
  EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("\n100000.0\n1.23456789E8\n-Infinity\n\n"));
}

TEST_F(DStreamTest, InputStreamsAreDescribedToTheBackend) {
  conf_.Set("spark.streaming.blockInterval", "50ms");
  ssc_.socketTextStream("localhost", 9998, StorageLevel::MEMORY_ONLY).print();
  ssc_.start();
  ASSERT_EQ(backend_.plan().inputs.size(), 2u);
  EXPECT_EQ(backend_.plan().inputs[0].replication, 2);
  EXPECT_EQ(backend_.plan().inputs[0].block_interval, absl::Milliseconds(200));
  EXPECT_EQ(backend_.plan().inputs[1].replication, 1);
  EXPECT_EQ(backend_.plan().inputs[1].block_interval, absl::Milliseconds(50));
  EXPECT_EQ(backend_.plan().inputs[1].id, InputId(1));
  EXPECT_EQ(backend_.plan().interval, absl::Seconds(1));
}

TEST_F(DStreamTest, LifeOfAContext) {
  lines_.print();
  EXPECT_EQ(ssc_.getState(), StreamingContextState::INITIALIZED);
  ssc_.start();
  EXPECT_EQ(ssc_.getState(), StreamingContextState::ACTIVE);
  ssc_.start();  // Only warns.
  EXPECT_FALSE(ssc_.awaitTerminationOrTimeout(0));
  ssc_.stop(false, true);
  EXPECT_TRUE(backend_.stopped_gracefully());
  EXPECT_FALSE(backend_.ended());
  EXPECT_EQ(ssc_.getState(), StreamingContextState::STOPPED);
  EXPECT_TRUE(ssc_.awaitTerminationOrTimeout(0));
  ssc_.stop();
  EXPECT_EQ(ErrorOf([&] { ssc_.start(); }), "StreamingContext has already been stopped");
}

TEST_F(DStreamTest, OneContextIsActiveAtATime) {
  int line = 0;
  lines_.print();
  EXPECT_EQ(StreamingContext::getActive(), std::nullopt);
  ssc_.start(), line = __LINE__;
  EXPECT_EQ(StreamingContext::getActive(), ssc_);
  auto create = [](Application& app) { return StreamingContext(app, Seconds(5)); };
  EXPECT_EQ(StreamingContext::getActiveOrCreate(app_, create), ssc_);
  StreamingContext another = create(app_);
  another.socketTextStream("localhost", 1).print();
  EXPECT_EQ(ErrorOf([&] { another.start(); }),
            "Only one StreamingContext may be started in this JVM. Currently running StreamingContext was started at "
            "api/dstream/dstream_test.cc:" +
                std::to_string(line));
  EXPECT_EQ(another.getState(), StreamingContextState::INITIALIZED);
  ssc_.stop(false);
  EXPECT_EQ(StreamingContext::getActive(), std::nullopt);
  another.start();
  EXPECT_EQ(StreamingContext::getActive(), another);
  EXPECT_EQ(ssc_.getState(), StreamingContextState::STOPPED);
  another.stop();
}

TEST_F(DStreamTest, WhetherAStopEndsTheApplicationMayBeASetting) {
  conf_.Set("spark.streaming.stopSparkContextByDefault", "false");
  lines_.print();
  ssc_.start();
  ssc_.stop();
  EXPECT_FALSE(backend_.ended());
  ssc_.stop(true);
  EXPECT_TRUE(backend_.ended());
}

TEST_F(DStreamTest, ABatchKnowsItsTimeAndOutputAndCannotStopTheContext) {
  std::vector<std::string> seen;
  auto note = [&](const RDD<std::string_view>&) {
    seen.push_back(app_.getLocalProperty("spark.streaming.internal.batchTime").value_or("none") + " " +
                   app_.getLocalProperty("spark.streaming.internal.outputOpId").value_or("none"));
  };
  lines_.foreachRDD(note);
  lines_.foreachRDD(note);
  lines_.foreachRDD([&](const RDD<std::string_view>&) { ssc_.stop(false); });
  ssc_.start();
  EXPECT_EQ(
      backend_.RunBatch({}).message(),
      "Error running job streaming job 1000 ms.2: Cannot stop StreamingContext within a batch: stop waits for the "
      "batch to end. Stop it from another thread.");
  EXPECT_THAT(seen, ElementsAre("1000 0", "1000 1"));
  EXPECT_EQ(app_.getLocalProperty("spark.streaming.internal.batchTime"), std::nullopt);
  EXPECT_EQ(app_.getLocalProperty("spark.streaming.internal.outputOpId"), std::nullopt);
  ssc_.stop();
}

TEST_F(DStreamTest, AStreamKnowsWhatItIsOfAndTheBatchesThatThereWere) {
  DStream<int64_t> counts = lines_.count();
  EXPECT_EQ(counts.context(), ssc_);
  EXPECT_THAT(counts.dependencies(), ElementsAre(lines_.node()));
  EXPECT_THAT(lines_.dependencies(), IsEmpty());
  counts.print();
  ssc_.remember(Seconds(10));
  EXPECT_FALSE(counts.compute(Time(1000)).has_value());
  ssc_.start();
  ASSERT_TRUE(backend_.RunBatch({{"a\nb\n"}}).ok());
  EXPECT_THAT(counts.compute(Time(1000))->collect(), ElementsAre(2));
  EXPECT_FALSE(counts.compute(Time(1500)).has_value());
  EXPECT_FALSE(counts.compute(Time(2000)).has_value());
  EXPECT_EQ(counts.slice(Interval{Time(1000), Time(3000)}).size(), 1u);
  ssc_.stop();
}

TEST_F(DStreamTest, WaitingForWhatHasNotStarted) {
  EXPECT_FALSE(ssc_.awaitTerminationOrTimeout(1));
  ssc_.stop(false);
  EXPECT_EQ(ssc_.getState(), StreamingContextState::STOPPED);
  EXPECT_TRUE(ssc_.awaitTerminationOrTimeout(1));
}

TEST_F(DStreamTest, TheCheckpointFolderMayBeASetting) {
  auto folder = TemporaryFolder::Create("dstream");
  ASSERT_TRUE(folder.ok());
  conf_.Set("spark.streaming.checkpoint.directory", folder->path());
  StreamingContext ssc(app_, Seconds(1));
  ssc.socketTextStream("localhost", 1).print();
  ssc.start();
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  EXPECT_THAT(*LocalFiles().List(folder->path()), ElementsAre("checkpoint-0", "checkpoint-1000", "lease-1"));
  EXPECT_THAT(app_.getCheckpointDir().value_or(""), HasSubstr(folder->path()));  // RDDs are saved below it, too.
  ssc.stop();
}

TEST_F(DStreamTest, AWriteAheadLogNeedsACheckpointFolderAndOneCopy) {
  conf_.Set("spark.streaming.receiver.writeAheadLog.enable", "true");
  {
    StreamingContext ssc(app_, Seconds(1));
    ssc.socketTextStream("localhost", 1).print();
    EXPECT_EQ(ErrorOf([&] { ssc.start(); }),
              "Cannot enable receiver write-ahead log without checkpoint directory set. Please use "
              "StreamingContext.checkpoint() to set the checkpoint directory.");
  }
  auto folder = TemporaryFolder::Create("dstream");
  ASSERT_TRUE(folder.ok());
  StreamingContext ssc(app_, Seconds(1));
  ssc.checkpoint(folder->path());
  ssc.socketTextStream("localhost", 1, StorageLevel::MEMORY_AND_DISK_SER_2).print();
  ssc.start();
  EXPECT_TRUE(backend_.plan().write_ahead_log);
  EXPECT_EQ(backend_.plan().inputs[0].replication, 1);
  ssc.stop();
}

TEST_F(DStreamTest, ACheckpointFolderThatCannotBeMadeIsRefusedAtOnce) {
  auto folder = TemporaryFolder::Create("dstream");
  ASSERT_TRUE(folder.ok());
  ASSERT_TRUE(LocalFiles().Publish(folder->path() + "/file", "").ok());
  EXPECT_THAT(ErrorOf([&] { ssc_.checkpoint(folder->path() + "/file/below"); }),
              HasSubstr("set the checkpoint directory: "));
}

TEST_F(DStreamTest, AStoppedProgramGoesOnFromItsCheckpoints) {
  auto folder = TemporaryFolder::Create("dstream");
  ASSERT_TRUE(folder.ok());
  Numbers windows;
  auto create = [&](Application& app) {
    StreamingContext ssc(app, Seconds(1));
    ssc.checkpoint(folder->path());
    auto times = ssc.generatedStream([&app](Time time) { return parallelize<int64_t>(app, {time.milliseconds()}, 1); });
    Record(times.window(Seconds(2), Seconds(2)), windows);
    return ssc;
  };
  StreamingContext first = StreamingContext::getOrCreate(app_, folder->path(), create);
  first.start();
  for (int batch = 1; batch <= 3; ++batch) ASSERT_TRUE(backend_.RunBatch({}).ok());
  first.stop(false);
  StreamingContext second = StreamingContext::getOrCreate(app_, folder->path(), create);
  second.start();
  EXPECT_EQ(backend_.plan().last_finished, BatchTime(3000));
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  second.stop();
  EXPECT_THAT(windows, ElementsAre(ElementsAre(1000, 2000), ElementsAre(3000, 4000)));
}

TEST_F(DStreamTest, CheckpointsThatDoNotFitAreRefused) {
  auto folder = TemporaryFolder::Create("dstream");
  ASSERT_TRUE(folder.ok());
  const std::string failed = "Failed to read checkpoint from directory " + folder->path();
  auto with_queue = [&](Application& app) {
    StreamingContext ssc(app, Seconds(1));
    ssc.checkpoint(folder->path());
    ssc.queueStream<int64_t>(RDDQueue<int64_t>()).print();
    return ssc;
  };
  StreamingContext first = StreamingContext::getOrCreate(app_, folder->path(), with_queue);
  first.start();
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  first.stop(false);
  EXPECT_EQ(ErrorOf([&] { StreamingContext::getOrCreate(app_, folder->path(), with_queue); }),
            failed +
                ": queueStream doesn't support checkpointing. Please don't use queueStream when checkpointing is "
                "enabled.");
  auto with_less = [](Application& app) { return StreamingContext(app, Seconds(1)); };
  EXPECT_THAT(ErrorOf([&] { StreamingContext::getOrCreate(app_, folder->path(), with_less); }),
              HasSubstr("written by a program with other streams"));
  ASSERT_TRUE(LocalFiles().Publish(folder->path() + "/checkpoint-1000", "damaged").ok());
  EXPECT_THAT(ErrorOf([&] { StreamingContext::getOrCreate(app_, folder->path(), with_queue); }), HasSubstr(failed));
  StreamingContext anew = StreamingContext::getOrCreate(app_, folder->path(), with_queue, /*createOnError=*/true);
  anew.start();
  EXPECT_EQ(backend_.plan().last_finished, std::nullopt);
  anew.stop();
}

TEST_F(DStreamTest, StoppedFromOutsideIsStopped) {
  lines_.print();
  ssc_.start();
  ASSERT_TRUE(backend_.EndApplication(/*graceful=*/true).ok());
  EXPECT_EQ(ssc_.getState(), StreamingContextState::STOPPED);
}

TEST_F(DStreamTest, NothingCanBeAddedOnceStarted) {
  lines_.print();
  ssc_.start();
  const std::string started =
      "Adding new inputs, transformations, and output operations after starting a context is not supported";
  EXPECT_EQ(ErrorOf([&] { ssc_.socketTextStream("localhost", 1); }), started);
  EXPECT_EQ(ErrorOf([&] { lines_.count(); }), started);
  EXPECT_EQ(ErrorOf([&] { lines_.print(); }), started);
  ssc_.stop();
  EXPECT_THAT(ErrorOf([&] { lines_.print(); }), HasSubstr("after stopping a context"));
}

TEST_F(DStreamTest, AStartThatIsRefusedStopsTheContext) {
  EXPECT_EQ(ErrorOf([&] { ssc_.start(); }),
            "requirement failed: No output operations registered, so nothing to execute");
  EXPECT_EQ(ssc_.getState(), StreamingContextState::STOPPED);
  EXPECT_EQ(ErrorOf([&] { ssc_.start(); }), "StreamingContext has already been stopped");
}

TEST_F(DStreamTest, ACheckpointIntervalNeedsAFolderAndMustFitTheSlide) {
  const std::string folder =
      "requirement failed: The checkpoint directory has not been set. Please set it by "
      "StreamingContext.checkpoint().";
  const std::string start = "requirement failed: The checkpoint interval for ReceiverInputDStream has been set to ";
  auto error_of = [&](Duration interval, const std::string& directory) {
    StreamingContext ssc(app_, Seconds(1));
    ssc.checkpoint(directory);
    auto lines = ssc.socketTextStream("localhost", 1);
    lines.checkpoint(interval).print();
    return ErrorOf([&] { ssc.start(); });
  };
  EXPECT_EQ(error_of(Seconds(2), ""), folder);
  EXPECT_EQ(error_of(Milliseconds(500), "/tmp/x"),
            start + "500 ms which is lower than its slide time (1000 ms). Please set it to at least 1000 ms.");
  EXPECT_EQ(
      error_of(Milliseconds(2500), "/tmp/x"),
      start + "2500 ms which not a multiple of its slide time (1000 ms). Please set it to a multiple of 1000 ms.");
  EXPECT_EQ(error_of(Seconds(2), "/tmp/x"), "no error");
}

TEST_F(DStreamTest, WhatIsSetOnceOrBeforeTheStartOnly) {
  lines_.print();
  ssc_.remember(Seconds(60));
  EXPECT_EQ(ErrorOf([&] { ssc_.remember(Seconds(30)); }),
            "requirement failed: Remember duration already set as 60000 ms. Cannot set it again.");
  ssc_.start();
  EXPECT_EQ(ErrorOf([&] { lines_.cache(); }),
            "Cannot change storage level of a DStream after streaming context has started");
  EXPECT_EQ(ErrorOf([&] { lines_.checkpoint(Seconds(1)); }),
            "Cannot change checkpoint interval of a DStream after streaming context has started");
}

TEST_F(DStreamTest, FailingOutputStopsTheWait) {
  lines_.foreachRDD([](const RDD<std::string_view>&) { throw std::runtime_error("no database"); });
  ssc_.start();
  EXPECT_FALSE(backend_.RunBatch({}).ok());
  EXPECT_EQ(ErrorOf([&] { ssc_.awaitTermination(); }), "Error running job streaming job 1000 ms.0: no database");
}

TEST_F(DStreamTest, WrongArgumentsNameTheirValues) {
  EXPECT_THAT(ErrorOf([&] { StreamingContext(app_, Milliseconds(0)); }), HasSubstr("interval=0 ms"));
  EXPECT_EQ(ErrorOf([&] {
              ssc_.transform(std::vector<DStream<int64_t>>(),
                             [](const std::vector<RDD<int64_t>>& rdds) { return rdds[0]; });
            }),
            "List of DStreams to transform is empty");
  EXPECT_THAT(ErrorOf([&] { ssc_.socketTextStream("h", 70000); }), HasSubstr("port=70000"));
  conf_.Set("spark.streaming.blockInterval", "soon");
  EXPECT_THAT(ErrorOf([&] { ssc_.socketTextStream("h", 1); }), HasSubstr("soon"));
}

TEST_F(DStreamTest, GoesWithItsContextHoweverItIsKept) {
  std::vector<std::weak_ptr<StreamNode>> kept;
  {
    StreamingContext ssc(app_, Seconds(1));
    auto ones =
        ssc.socketTextStream("h", 1).map([](std::string_view line) { return std::pair(line, int64_t{1}); }).persist();
    auto reduced = ones.reduceByKey(std::plus<>{});
    reduced.window(Seconds(3));
    auto counts = ones.reduceByKeyAndWindow(std::plus<>{}, std::minus<>{}, Seconds(3));
    kept = {ones.node(), reduced.node(), counts.node()->spec().parents[0]};
  }
  for (const std::weak_ptr<StreamNode>& stream : kept) EXPECT_TRUE(stream.expired());
}

TEST(DurationTest, PrintsAsSparkDoes) {
  EXPECT_EQ(Seconds(1).toString(), "1000 ms");
  EXPECT_EQ(Minutes(1), Seconds(60));
  EXPECT_TRUE(Seconds(4).isMultipleOf(Seconds(2)));
  EXPECT_EQ((Time(5000) - Time(2000)), Seconds(3));
  EXPECT_EQ(Seconds(3) / Seconds(2), 1.5);
}

TEST(TimeTest, RoundsAndCounts) {
  EXPECT_EQ(Time(5999).floor(Seconds(2)), Time(4000));
  EXPECT_EQ(Time(5999).floor(Seconds(2), Time(1000)), Time(5000));
  EXPECT_TRUE(Time(4000).isMultipleOf(Seconds(2)));
  EXPECT_THAT(Time(1000).until(Time(3000), Seconds(1)), ElementsAre(Time(1000), Time(2000)));
  EXPECT_THAT(Time(1000).to(Time(3000), Seconds(1)), ElementsAre(Time(1000), Time(2000), Time(3000)));
}

}  // namespace
}  // namespace sluice
