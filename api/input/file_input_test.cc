#include "api/input/file_input.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "api/dstream/stream_test_base.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Batches = std::vector<std::vector<std::string>>;

// Batches of one second from the time 0.
class FileInputTest : public StreamTestBase {
 protected:
  FileInputTest() { conf_.Set("spark.streaming.clock", "manual"); }

  // A file that was last changed `changed` milliseconds after the start.
  void MoveIn(const std::string& name, int64_t changed, const std::string& text) {
    std::ofstream(root_.path() + "/aside") << text;
    timespec time{.tv_sec = changed / 1000, .tv_nsec = changed % 1000 * 1'000'000};
    timespec times[] = {time, time};
    EXPECT_EQ(utimensat(AT_FDCWD, (root_.path() + "/aside").c_str(), times, 0), 0);
    std::filesystem::create_directories(folder_);
    std::filesystem::rename(root_.path() + "/aside", folder_ + "/" + name);
  }

  TemporaryFolder root_ = *TemporaryFolder::Create("file-input");
  const std::string folder_ = root_.path() + "/in";
};

TEST_F(FileInputTest, AManualClockMayHaveSparksName) {
  conf_.Set("spark.streaming.clock", "org.apache.spark.util.ManualClock");
  Batches batches;
  Record(ssc_.textFileStream(folder_), batches);
  ssc_.start();
  MoveIn("a", 500, "1\n");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  EXPECT_THAT(batches, ElementsAre(ElementsAre("1")));
}

TEST_F(FileInputTest, ABatchHasTheLinesOfItsNewFiles) {
  Batches batches, filtered;
  Record(ssc_.textFileStream("file://" + folder_), batches);
  Record(ssc_.fileStream(folder_, [](const std::string& path) { return path.ends_with(".log"); }), filtered);
  ssc_.start();
  MoveIn("a", 500, "1\n2\r\n");
  MoveIn("_unfinished", 500, "no\n");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  MoveIn("b.log", 1500, "3");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  EXPECT_THAT(batches, ElementsAre(ElementsAre("1", "2"), ElementsAre("3"), IsEmpty()));
  EXPECT_THAT(filtered, ElementsAre(IsEmpty(), ElementsAre("3"), IsEmpty()));
}

// The inputs of the batches it is told of.
class Inputs : public StreamingListener {
 public:
  std::vector<std::map<int, StreamInputInfo>> completed;
  void onBatchCompleted(const BatchInfo& batch) override { completed.push_back(batch.streamIdToInputInfo); }
};

TEST_F(FileInputTest, ListenersAreToldTheNewFilesOfACompletedBatch) {
  auto inputs = std::make_shared<Inputs>();
  ssc_.queueStream(RDDQueue<int64_t>()).foreachRDD([](const RDD<int64_t>&) {});
  ssc_.textFileStream(folder_).foreachRDD([](const RDD<std::string_view>&) {});
  ssc_.addStreamingListener(inputs);
  ssc_.start();
  MoveIn("a", 500, "1\n");
  MoveIn("b", 500, "2\n");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  ssc_.stop();
  ASSERT_EQ(inputs->completed.size(), 2u);
  const StreamInputInfo& files = inputs->completed[0].at(1);
  EXPECT_EQ(files.inputStreamId, 1);
  EXPECT_EQ(files.numRecords, 0);
  EXPECT_EQ(files.metadataDescription(), folder_ + "/a\n" + folder_ + "/b");
  EXPECT_EQ(inputs->completed[1].at(1).metadataDescription(), std::nullopt);
}

TEST_F(FileInputTest, AFileThatVanishedFailsTheBatchWithItsName) {
  ssc_.textFileStream(folder_).foreachRDD([&](const RDD<std::string_view>& rdd) {
    std::filesystem::remove_all(folder_);
    rdd.collect();
  });
  ssc_.start();
  MoveIn("a", 500, "1\n");
  EXPECT_THAT(std::string(backend_.RunBatch({}).message()), HasSubstr("cannot open " + folder_ + "/a"));
  EXPECT_TRUE(backend_.RunBatch({}).ok());
}

TEST_F(FileInputTest, AFileThatIsRenamedBeforeItIsReadIsReadAndOnce) {
  Batches batches;
  std::function<void()> before_reading = [&] {
    std::filesystem::rename(folder_ + "/a.6eF5b5da", folder_ + "/a");
    before_reading = [] {};
  };
  ssc_.textFileStream(folder_).foreachRDD([&](const RDD<std::string_view>& rdd) {
    before_reading();
    batches.push_back(rdd.collect());
  });
  ssc_.start();
  MoveIn("a.6eF5b5da", 500, "1\n");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  EXPECT_THAT(batches, ElementsAre(ElementsAre("1"), IsEmpty()));
}

TEST_F(FileInputTest, AFileOnItsWayIsReadWhenItHasItsNameUnlessTheFilterTakesItBefore) {
  Batches batches, all;
  Record(ssc_.textFileStream(folder_), batches);
  Record(ssc_.fileStream(folder_, [](const std::string&) { return true; }), all);
  ssc_.start();
  MoveIn("a._COPYING_", 500, "1\n");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  std::filesystem::rename(folder_ + "/a._COPYING_", folder_ + "/a");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  EXPECT_THAT(batches, ElementsAre(IsEmpty(), ElementsAre("1")));
  EXPECT_THAT(all, ElementsAre(ElementsAre("1"), IsEmpty()));
}

TEST_F(FileInputTest, AStreamMayWatchSeveralFolders) {
  Batches batches, records;
  const std::string other = root_.path() + "/other,one";
  Record(ssc_.textFileStream(folder_ + "," + root_.path() + "/none"), batches);
  Record(ssc_.binaryRecordsStream({other, folder_}, 2), records);
  ssc_.start();
  std::filesystem::create_directories(other);
  MoveIn("a", 500, "1\n");
  MoveIn("../other,one/b", 500, "2\n");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  EXPECT_THAT(batches, ElementsAre(ElementsAre("1")));
  EXPECT_THAT(records, ElementsAre(ElementsAre("1\n", "2\n")));
}

TEST_F(FileInputTest, AFilterThatThrowsCostsNoFile) {
  Batches batches;
  bool is_broken = true;
  Record(ssc_.fileStream(folder_,
                         [&](const std::string& path) {
                           if (is_broken && path.ends_with("b")) throw std::runtime_error("broken filter");
                           return true;
                         }),
         batches);
  ssc_.start();
  for (const char* name : {"a", "b", "c"}) MoveIn(name, 500, std::string(name) + "\n");
  EXPECT_THAT(std::string(backend_.RunBatch({}).message()), HasSubstr("broken filter"));
  is_broken = false;
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  EXPECT_THAT(batches, ElementsAre(ElementsAre("a", "b", "c")));
}

TEST_F(FileInputTest, AFolderThatIsRemovedAndMadeAgainCostsNoLine) {
  Batches batches;
  Record(ssc_.textFileStream(folder_), batches);
  ssc_.start();
  MoveIn("a", 500, "1\n");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  std::filesystem::remove_all(folder_);
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  MoveIn("a", 2500, "2\n");  // As in Spark, a name is taken once while it is remembered.
  MoveIn("b", 1500, "3\n");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  EXPECT_THAT(batches, ElementsAre(ElementsAre("1"), IsEmpty(), ElementsAre("3")));
}

TEST_F(FileInputTest, WhatIsNoFileIsPassedByAndLaterFilesAreRead) {
  Batches batches;
  Record(ssc_.textFileStream(folder_), batches);
  ssc_.start();
  std::filesystem::create_directories(folder_ + "/folder");
  std::filesystem::create_symlink(folder_ + "/nowhere", folder_ + "/link");
  ASSERT_EQ(mkfifo((folder_ + "/pipe").c_str(), 0600), 0);
  MoveIn("a", 500, "1\n");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  MoveIn("b", 1500, "2\n");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  EXPECT_THAT(batches, ElementsAre(ElementsAre("1"), ElementsAre("2")));
}

TEST_F(FileInputTest, AFileThatShrinksAfterItWasFoundFailsTheBatchWithItsNameAndLaterOnesAreRead) {
  Batches batches;
  ssc_.textFileStream(folder_).foreachRDD([&](const RDD<std::string_view>& rdd, Time time) {
    if (time.milliseconds() == 1000) std::filesystem::resize_file(folder_ + "/a", 1);
    batches.push_back(rdd.collect());
  });
  ssc_.start();
  MoveIn("a", 500, "1\n2\n");
  EXPECT_THAT(std::string(backend_.RunBatch({}).message()), HasSubstr(folder_ + "/a became shorter"));
  MoveIn("b", 1500, "3\n");
  EXPECT_TRUE(backend_.RunBatch({}).ok());
  EXPECT_THAT(batches, ElementsAre(ElementsAre("3")));
}

TEST_F(FileInputTest, RecordsOfOneLength) {
  Batches batches;
  Record(ssc_.binaryRecordsStream(folder_, 2), batches);
  ssc_.start();
  MoveIn("a", 500, "abcd");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  MoveIn("b", 1500, "e");
  EXPECT_THAT(std::string(backend_.RunBatch({}).message()),
              HasSubstr("Byte array does not have correct length. 1 did not equal recordLength: 2"));
  EXPECT_THAT(batches, ElementsAre(ElementsAre("ab", "cd")));
  EXPECT_THROW(ssc_.binaryRecordsStream(folder_, 0), Error);
}

TEST_F(FileInputTest, ALaterRunHasTheFilesOfAWindowAgain) {
  auto program = [&](Batches& batches) {
    return StreamingContext::getOrCreate(app_, root_.path() + "/checkpoint", [&](Application& app) {
      StreamingContext ssc(app, Seconds(1));
      ssc.checkpoint(root_.path() + "/checkpoint");
      Record(ssc.textFileStream(folder_).window(Seconds(2)), batches);
      return ssc;
    });
  };
  Batches first, second;
  StreamingContext ssc = program(first);
  ssc.start();
  MoveIn("a", 500, "1\n");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  ssc.stop(false);
  ssc = program(second);
  ssc.start();
  MoveIn("b", 1500, "2\n");
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  EXPECT_THAT(first, ElementsAre(ElementsAre("1")));
  EXPECT_THAT(second, ElementsAre(ElementsAre("1", "2"), ElementsAre("2")));
}

}  // namespace
}  // namespace sluice
