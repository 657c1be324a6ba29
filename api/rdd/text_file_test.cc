#include "api/rdd/text_file.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "api/core/error.h"
#include "common/fs/temporary_folder.h"
#include "engine/dstream/fake_streaming_backend.h"
#include "engine/lineage/local_job_runner.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;

class TextFileTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    std::string path = folder_.path() + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << text;
    return path;
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("text-file");
  LocalJobRunner jobs_;
  FakeStreamingBackend backend_{jobs_};
  Conf conf_;
  Application app_{"app-1", "test", conf_, jobs_, backend_};
};

TEST_F(TextFileTest, ReadsAFileInSeveralPartitions) {
  const std::string path = Write("a", "1\n2\n3\n4\n");
  RDD<std::string_view> lines = textFile(app_, "file:" + path, 4);
  EXPECT_THAT(lines.collect(), ElementsAre("1", "2", "3", "4"));
  EXPECT_EQ(lines.handle().node()->partitions, 4);
  EXPECT_EQ(textFile(app_, Write("empty", "")).count(), 0);
}

TEST_F(TextFileTest, ReadsFoldersAndGlobs) {
  Write("day=1/b", "2\n");
  Write("day=1/a", "1\n");
  Write("day=1/_SUCCESS", "no\n");
  Write("day=2/c", "3\n");
  EXPECT_THAT(textFile(app_, folder_.path() + "/day=1").collect(), ElementsAre("1", "2"));
  EXPECT_THAT(textFile(app_, folder_.path() + "/day=*").collect(), ElementsAre("1", "2", "3"));
}

TEST_F(TextFileTest, AFileOnItsWayIsReadOnlyWhenItIsAskedFor) {
  Write("in/a", "1\n");
  const std::string part = Write("in/b.part", "2\n"), copying = Write("in/c._COPYING_", "3\n");
  EXPECT_THAT(textFile(app_, folder_.path() + "/in").collect(), ElementsAre("1"));
  EXPECT_THAT(textFile(app_, folder_.path() + "/in/*").collect(), ElementsAre("1"));
  EXPECT_THAT(textFile(app_, part).collect(), ElementsAre("2"));
  EXPECT_THAT(textFile(app_, folder_.path() + "/in/*._COPYING_").collect(), ElementsAre("3"));
}

TEST_F(TextFileTest, ReadsWhatSaveAsTextFileWrote) {
  parallelize(app_, std::vector<int64_t>{1, 2, 3}, 2).saveAsTextFile(folder_.path() + "/out");
  EXPECT_THAT(textFile(app_, folder_.path() + "/out").collect(), ElementsAre("1", "2", "3"));
}

TEST_F(TextFileTest, SavesAndReadsFilesThatArrowReaches) {
  RDD<int64_t> numbers = parallelize(app_, std::vector<int64_t>{1, 2, 3}, 2);
  for (int run = 1; run <= 2; ++run) numbers.saveAsTextFile("mock:///text-file/run=" + std::to_string(run));
  EXPECT_THAT(textFile(app_, "mock:///text-file/run=*").collect(), ElementsAre("1", "2", "3", "1", "2", "3"));
  EXPECT_THROW(numbers.saveAsTextFile("mock:///text-file/run=1"), Error);
  numbers.saveAsObjectFile("mock:///object-file");
  EXPECT_THAT(objectFile<int64_t>(app_, "mock:///object-file").collect(), ElementsAre(1, 2, 3));
  EXPECT_THROW(objectFile<int64_t>(app_, "mock:///none"), Error);
}

TEST_F(TextFileTest, APathThatIsNotThereIsAnError) {
  const std::string path = folder_.path() + "/none";
  try {
    textFile(app_, path);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), "Input path does not exist: " + path);
  }
}

}  // namespace
}  // namespace sluice
