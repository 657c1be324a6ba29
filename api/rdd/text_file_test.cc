#include "api/rdd/text_file.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "api/core/error.h"
#include "api/rdd/external_rdd_functions.h"
#include "api/rdd/input_paths.h"
#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "common/fs/file_system.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;

class TextFileTest : public RddTestBase {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    std::string path = folder_.path() + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << text;
    return path;
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("text-file");
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

TEST_F(TextFileTest, ReadsAllPathsOfAListInItsOrder) {
  const std::string root = folder_.path();
  Write("a.txt", "1\n");
  Write("b.txt", "2\n");
  Write("day=1/c", "3\n");
  Write("day=2/d", "4\n");
  Write("x,y", "5\n");
  auto lines = [&](const InputPaths& paths) { return textFile(app_, paths).collect(); };
  EXPECT_THAT(lines(root + "/b.txt," + root + "/a.txt"), ElementsAre("2", "1"));
  EXPECT_THAT(lines("file:" + root + "/day=*,file://" + root + "/a.txt"), ElementsAre("3", "4", "1"));
  EXPECT_THAT(lines(root + "/{b,a}.txt," + root + "/day={1,{2,3}}"), ElementsAre("1", "2", "3", "4"));
  EXPECT_THAT(lines(root + "/a.txt," + root + "/a.txt"), ElementsAre("1", "1"));
  EXPECT_THAT(textFile(app_, {root + "/x,y", root + "/day=?"}).collect(), ElementsAre("5", "3", "4"));
  EXPECT_THAT(lines(std::vector<std::string>{root + "/b.txt"}), ElementsAre("2"));
  EXPECT_THAT(lines(root + "/x?y"), ElementsAre("5"));
  internal::ThrowIfError((*FileSystemOf("mock:///list"))->Publish("mock:///list/e", "6\n"));
  EXPECT_THAT(lines("mock:///list/*," + root + "/a.txt"), ElementsAre("6", "1"));
}

TEST_F(TextFileTest, ObjectFilesMayBeSeveralToo) {
  const std::string root = folder_.path();
  parallelize(app_, std::vector<int64_t>{1, 2}, 2).saveAsObjectFile(root + "/run=1");
  parallelize(app_, std::vector<int64_t>{3}, 1).saveAsObjectFile(root + "/run=2");
  EXPECT_THAT(objectFile<int64_t>(app_, root + "/run=2," + root + "/run=1").collect(), ElementsAre(3, 1, 2));
  EXPECT_THAT(objectFile<int64_t>(app_, root + "/run=*").collect(), ElementsAre(1, 2, 3));
  EXPECT_THAT(objectFile<int64_t>(app_, root + "/run=1/part-00001").collect(), ElementsAre(2));
  EXPECT_EQ(objectFile<int64_t>(app_, {root + "/run=1", root + "/run=2"}).handle().node()->partitions, 3);
}

TEST_F(TextFileTest, EveryPathThatIsNotThereIsNamed) {
  const std::string none = folder_.path() + "/none", more = folder_.path() + "/more*", there = Write("a", "1\n");
  EXPECT_EQ(ErrorOf([&] { textFile(app_, none); }), "Input path does not exist: file:" + none);
  EXPECT_EQ(ErrorOf([&] { textFile(app_, there + "," + none + "," + more); }),
            "Input path does not exist: file:" + none + "\nInput Pattern file:" + more + " matches 0 files");
  EXPECT_EQ(ErrorOf([&] { objectFile<int64_t>(app_, there + "," + none); }), "Input path does not exist: file:" + none);
  for (const char* empty : {"", "a,", ",a", "a,,b"}) {
    EXPECT_EQ(ErrorOf([&] { textFile(app_, empty); }), "Can not create a Path from an empty string") << empty;
  }
  EXPECT_EQ(ErrorOf([&] { textFile(app_, std::vector<std::string>()); }), "No input paths specified in job");
}

}  // namespace
}  // namespace sluice
