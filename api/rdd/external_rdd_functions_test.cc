#include "api/rdd/external_rdd_functions.h"

#include <functional>
#include <string>
#include <utility>

#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class ExternalRddTest : public RddTestBase {
 protected:
  RDD<std::string> Lines() { return parallelize<std::string>(app_, {"b", "a", "d", "c"}, 2); }
};

TEST_F(ExternalRddTest, PipeRunsAProgramForEachPartition) {
  EXPECT_THAT(Lines().pipe("sort -r").collect(), ElementsAre("b", "a", "d", "c"));
  EXPECT_THAT(Lines().pipe({"sh", "-c", "sort; echo end of $1", "sh", "it"}).collect(),
              ElementsAre("a", "b", "end of it", "c", "d", "end of it"));
  auto pairs = Lines().map([](const std::string& line) { return std::pair(line, 1.0); });
  EXPECT_THAT(pairs.pipe("cat").take(1), ElementsAre("(b,1.0)"));
  EXPECT_THAT(Lines().filter([](std::string_view) { return false; }).pipe("cat").collect(), IsEmpty());
}

TEST_F(ExternalRddTest, PipeHoldsMoreThanAPipeDoes) {
  auto big = Lines().map([](const std::string& line) { return std::string(1 << 20, line[0]); });
  EXPECT_THAT(big.pipe("cat").map([](const std::string& line) { return line.size(); }).collect(), Each(1 << 20));
  EXPECT_THAT(big.pipe("true").collect(), IsEmpty());
}

TEST_F(ExternalRddTest, PipeFailsAsItsProgramDoes) {
  EXPECT_THAT(ErrorOf([&] { Lines().pipe("grep x").count(); }),
              HasSubstr("Subprocess exited with status 1. Command ran: grep x"));
  EXPECT_THAT(ErrorOf([&] { Lines().pipe("/no/program").count(); }),
              HasSubstr("Cannot run program \"/no/program\": No such file or directory"));
  EXPECT_THAT(ErrorOf([&] { Lines().pipe(" ").count(); }), HasSubstr("pipe: the command is empty"));
}

TEST_F(ExternalRddTest, ObjectFilesGiveTheRowsBack) {
  auto folder = TemporaryFolder::Create("rdd");
  ASSERT_TRUE(folder.ok());
  const std::string path = folder->path() + "/out";
  Lines().zipWithIndex().saveAsObjectFile(path);
  auto rows = objectFile<std::pair<std::string, int64_t>>(app_, path);
  EXPECT_EQ(rows.getNumPartitions(), 2);
  EXPECT_THAT(rows.collect(), ElementsAre(Pair("b", 0), Pair("a", 1), Pair("d", 2), Pair("c", 3)));
  EXPECT_THAT(ErrorOf([&] { objectFile<int64_t>(app_, path + "2"); }), "Input path does not exist: file:" + path + "2");

  std::string bytes(LocalFiles().Read(path + "/part-00001")->view());
  bytes.back() ^= 1;
  ASSERT_TRUE(LocalFiles().Publish(path + "/part-00001", bytes).ok());
  EXPECT_THAT(ErrorOf([&] { rows.collect(); }), HasSubstr(path + "/part-00001 is damaged, or no object file"));
}

TEST_F(ExternalRddTest, LineageAsSparkShowsIt) {
  RDD<std::string> lines = Lines();
  auto counts =
      lines.map([](const std::string& line) { return std::pair(line, 1); }).reduceByKey(std::plus<>(), 3).values();
  counts.setName("counts");
  EXPECT_EQ(counts.name(), "counts");
  auto id = [&](int after) { return "[" + std::to_string(lines.id() + after) + "]"; };
  EXPECT_EQ(counts.toDebugString(), "(3) counts MapPartitionsRDD" + id(3) + " at map\n" + " |  ShuffleRDDFunctions" +
                                        id(2) + " at reduceByKey\n" + " +-(2) MapPartitionsRDD" + id(1) + " at map\n" +
                                        "    |  ParallelCollectionRDD" + id(0) + " at parallelize");
}

}  // namespace
}  // namespace sluice
