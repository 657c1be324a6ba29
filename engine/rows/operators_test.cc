#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/codec/shippable.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"
#include "engine/lineage/lineage.h"
#include "engine/lineage/local_job_runner.h"
#include "engine/rows/collect.h"
#include "engine/rows/count.h"
#include "engine/rows/files/lines.h"
#include "engine/rows/files/text_file.h"
#include "engine/rows/filter.h"
#include "engine/rows/flat_map.h"
#include "engine/rows/for_each.h"
#include "engine/rows/keyed/combine_by_key.h"
#include "engine/rows/map.h"
#include "engine/rows/parallelize.h"
#include "engine/rows/reduce.h"
#include "engine/rows/union.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Texts = std::vector<std::string>;
using Plus = Shippable<std::plus<>>;

class OperatorsTest : public testing::Test {
 protected:
  Rdd Numbers(std::vector<int64_t> numbers, int partitions) {
    auto slices = ParallelizeOp<int64_t>::Slice(numbers, partitions);
    return SourceRdd(jobs_, RefTo<ParallelizeOp<int64_t>>("parallelize", slices), partitions);
  }

  // One partition for each list; one block for each text in it.
  Rdd Lines(const std::vector<Texts>& partitions) {
    std::vector<std::vector<BlockId>> ids;
    for (const Texts& blocks : partitions) {
      ids.emplace_back();
      for (const std::string& text : blocks) {
        ids.back().push_back(BlockId::Input(StreamId(0), Epoch(0), next_block_++));
        jobs_.PutBlock(ids.back().back(), Buffer::FromString(text));
      }
    }
    return BlockRdd(jobs_, RefTo<LinesOp>("lines", {}), ids);
  }

  template <class T>
  std::vector<Owned<T>> Collect(const Rdd& rdd, int64_t rows_max = CollectTerminal<T>::kAll) {
    auto values = Run(rdd, RefTo<CollectTerminal<T>>("collect", rows_max));
    EXPECT_THAT(values, IsOk());
    std::vector<Owned<T>> rows;
    if (!values.ok()) return rows;
    for (const Buffers& value : *values) EXPECT_THAT(AppendCollected<T>(value, rows), IsOk());
    return rows;
  }

  absl::StatusOr<std::vector<Buffers>> Run(const Rdd& rdd, const OperatorRef& terminal) {
    std::vector<int> all(rdd->partitions);
    std::iota(all.begin(), all.end(), 0);
    return jobs_.Run({rdd, terminal, all});
  }

  template <class T, class U, class F>
  Rdd Map(const Rdd& parent, F f) {
    return NarrowRdd(jobs_, RefTo<MapOp<T, U, Shippable<F>>>("map", Shippable<F>(f)), parent);
  }

  template <class K, class V>
  Rdd Sums(const Rdd& parent, int reducers) {
    using Sum = Reducing<V, Plus>;
    return ShuffledRdd(jobs_, RefTo<CombineByKeyWriter<K, Sum>>("reduceByKey", {Sum(), HashPartitioning(reducers)}),
                       RefTo<CombineByKeyReader<K, Sum>>("reduceByKey", Sum()), parent, reducers);
  }

  LocalJobRunner jobs_;
  int64_t next_block_ = 0;
};

TEST_F(OperatorsTest, LinesEndWithANewlineOrACarriageReturnOrBothAndTheLastOneNeedsNone) {
  Rdd lines = Lines({{"a\nb\r\n\n\rc\n", "d"}, {}, {"\r\n", "x\r", "y"}});
  EXPECT_THAT(Collect<std::string_view>(lines), ElementsAre("a", "b", "", "", "c", "d", "", "x", "y"));
}

TEST_F(OperatorsTest, LinesKeepAnyBytes) {
  std::string bytes("\xff\0\xc3\n", 4);
  EXPECT_THAT(Collect<std::string_view>(Lines({{bytes}})), ElementsAre(bytes.substr(0, 3)));
}

TEST_F(OperatorsTest, BlockInSeveralPiecesIsReadAsOne) {
  Rdd lines = Lines({{""}});
  TaskContext context(0, 0);
  context.AddInput(0, 0, {BlockId(), {Buffer::FromString("ab"), Buffer::FromString("c\nd"), Buffer::FromString("\n")}});
  LinesOp op({.index = 0}, {});
  Texts seen;
  ASSERT_THAT(Consume(op, context, 0,
                      [&](absl::Span<std::string_view> rows) {
                        seen.insert(seen.end(), rows.begin(), rows.end());
                        return true;
                      }),
              IsOk());
  EXPECT_THAT(seen, ElementsAre("abc", "d"));
  EXPECT_EQ(context.records_read(), 2);
}

TEST_F(OperatorsTest, CancelledTaskStopsAtTheNextChunk) {
  TaskContext context(0, 0);
  context.AddInput(0, 0, {BlockId(), {Buffer::FromString(std::string(10 * kChunkRows, '\n'))}});
  LinesOp op({.index = 0}, {});
  absl::Status status = Consume(op, context, 0, [&](absl::Span<std::string_view>) {
    context.Cancel();
    return true;
  });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(context.records_read(), kChunkRows);
}

TEST_F(OperatorsTest, ChainOfOperatorsOverManyChunks) {
  std::vector<int64_t> numbers(5 * kChunkRows + 3);
  std::iota(numbers.begin(), numbers.end(), 0);
  auto twice = [](int64_t n) { return std::vector<std::string>{std::to_string(n), std::string(30, 'x')}; };
  auto is_number = [](const std::string& text) { return text[0] != 'x'; };
  auto length = [](std::string text) { return static_cast<int64_t>(text.size()); };
  Rdd rdd =
      NarrowRdd(jobs_, RefTo<FlatMapOp<int64_t, std::string, Shippable<decltype(twice)>>>("flatMap", Shippable(twice)),
                Numbers(numbers, 3));
  rdd = NarrowRdd(jobs_, RefTo<FilterOp<std::string, Shippable<decltype(is_number)>>>("filter", Shippable(is_number)),
                  rdd);
  std::vector<int64_t> lengths = Collect<int64_t>(Map<std::string, int64_t>(rdd, length));
  EXPECT_EQ(lengths.size(), numbers.size());
  EXPECT_EQ(lengths[9], 1);
  EXPECT_EQ(lengths[4321], 4);
}

TEST_F(OperatorsTest, UnionHasThePartitionsOfAll) {
  std::vector<Rdd> parents = {Numbers({1, 2}, 2), Numbers({}, 0), Numbers({3, 4, 5}, 1)};
  Rdd rdd = UnionRdd(jobs_, RefTo<UnionOp<int64_t>>("union", {2, 0, 1}), parents);
  EXPECT_EQ(rdd->partitions, 3);
  EXPECT_THAT(Collect<int64_t>(rdd), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(OperatorsTest, TakeStopsTheSource) {
  EXPECT_THAT(Collect<int64_t>(Numbers({1, 2, 3, 4, 5, 6}, 2), 2), ElementsAre(1, 2, 4, 5));
  EXPECT_THAT(Collect<int64_t>(Numbers({1}, 1), 0), IsEmpty());
}

TEST_F(OperatorsTest, ReduceByKeyCombinesOverPartitions) {
  auto pair = [](std::string_view word) { return std::pair(word, int64_t{1}); };
  using Word = std::pair<std::string_view, int64_t>;
  std::string longer = "a key of more than twelve bytes";
  Rdd words = Map<std::string_view, Word>(Lines({{"a\nb\n\n" + longer}, {longer + "\na\n", "a\n"}}), pair);
  for (int reducers : {1, 2, 7}) {
    EXPECT_THAT(Collect<Word>(Sums<std::string_view, int64_t>(words, reducers)),
                UnorderedElementsAre(std::pair("a", 3), std::pair("b", 1), std::pair("", 1), std::pair(longer, 2)));
  }
}

TEST_F(OperatorsTest, KeysOfAnyKindLandInThePartitionOfTheirHash) {
  using Key = std::pair<std::string, int32_t>;
  auto pair = [](int64_t n) { return std::pair(Key("a long enough name " + std::to_string(n % 50), 7), n); };
  std::vector<int64_t> numbers(3000);
  std::iota(numbers.begin(), numbers.end(), 0);
  Rdd sums = Sums<Key, int64_t>(Map<int64_t, std::pair<Key, int64_t>>(Numbers(numbers, 4), pair), 3);
  auto values = Run(sums, RefTo<CollectTerminal<std::pair<Key, int64_t>>>("collect", -1));
  ASSERT_THAT(values, IsOk());
  std::map<Key, int64_t> seen;
  for (int partition = 0; partition < 3; ++partition) {
    std::vector<std::pair<Key, int64_t>> rows;
    ASSERT_THAT((AppendCollected<std::pair<Key, int64_t>>((*values)[partition], rows)), IsOk());
    for (const auto& [key, sum] : rows) {
      EXPECT_EQ((static_cast<int32_t>(HashBytes(Encode(key))) % 3 + 3) % 3, partition);
      EXPECT_TRUE(seen.emplace(key, sum).second);
    }
  }
  ASSERT_EQ(seen.size(), 50u);
  EXPECT_EQ(seen[Key("a long enough name 3", 7)], 60 * 3 + 50 * (59 * 60 / 2));
}

TEST_F(OperatorsTest, NumbersAndTextAsKeysAndValues) {
  auto by_parity = [](int64_t n) { return std::pair(n % 2, "<" + std::to_string(n) + ">"); };
  using Row = std::pair<int64_t, std::string>;
  EXPECT_THAT(Collect<Row>(Sums<int64_t, std::string>(Map<int64_t, Row>(Numbers({1, 2, 3, 4}, 2), by_parity), 1)),
              UnorderedElementsAre(Row(0, "<2><4>"), Row(1, "<1><3>")));
}

TEST_F(OperatorsTest, ViewsAsValuesOutliveTheirChunk) {
  auto pair = [](std::string_view line) { return std::pair(line.substr(0, 1), line); };
  auto longest = [](std::string_view a, std::string_view b) { return a.size() < b.size() ? b : a; };
  using Row = std::pair<std::string_view, std::string_view>;
  using Longest = Reducing<std::string_view, Shippable<decltype(longest)>>;
  using K = std::string_view;
  Rdd rows = Map<K, Row>(Lines({{"abc\nb\n", "a\nbcdefghijklmnopqrstuvwxyz\n"}, {"abcd\n"}}), pair);
  Rdd rdd = ShuffledRdd(jobs_, RefTo<CombineByKeyWriter<K, Longest>>("reduceByKey", {Longest(), HashPartitioning(2)}),
                        RefTo<CombineByKeyReader<K, Longest>>("reduceByKey", Longest()), rows, 2);
  EXPECT_THAT(Collect<Row>(rdd),
              UnorderedElementsAre(std::pair("a", "abcd"), std::pair("b", "bcdefghijklmnopqrstuvwxyz")));
}

TEST_F(OperatorsTest, NothingToReduceGivesNothing) {
  using Row = std::pair<std::string_view, int64_t>;
  auto pair = [](std::string_view word) { return std::pair(word, int64_t{1}); };
  Rdd sums = Sums<std::string_view, int64_t>(Map<std::string_view, Row>(Lines({}), pair), 2);
  EXPECT_EQ(sums->partitions, 2);
  EXPECT_THAT(Collect<Row>(sums), IsEmpty());
}

TEST_F(OperatorsTest, ReduceToOneGivesItsDefaultOnlyWhenEmpty) {
  using Writer = ReduceToOneWriter<int64_t, Plus>;
  using Reader = ReduceToOneReader<int64_t, Plus>;
  auto reduced = [&](std::vector<int64_t> numbers, int partitions, std::optional<int64_t> when_empty) {
    return Collect<int64_t>(ShuffledRdd(jobs_, RefTo<Writer>("count", Plus()),
                                        RefTo<Reader>("count", {Plus(), when_empty}),
                                        Numbers(std::move(numbers), partitions), 1));
  };
  EXPECT_THAT(reduced({1, 2, 3}, 2, 100), ElementsAre(6));
  EXPECT_THAT(reduced({}, 2, 100), ElementsAre(100));
  EXPECT_THAT(reduced({}, 0, 0), ElementsAre(0));
  EXPECT_THAT(reduced({}, 0, std::nullopt), IsEmpty());
}

TEST_F(OperatorsTest, ShuffleIsComputedOnceAndFreedWithItsLastReader) {
  auto pair = [](int64_t n) { return std::pair(n, n); };
  Rdd sums = Sums<int64_t, int64_t>(Map<int64_t, std::pair<int64_t, int64_t>>(Numbers({1, 2, 3}, 3), pair), 2);
  Collect<std::pair<int64_t, int64_t>>(sums);
  EXPECT_EQ(jobs_.tasks_run(), 5);
  Collect<std::pair<int64_t, int64_t>>(sums);
  EXPECT_EQ(jobs_.tasks_run(), 7);
  EXPECT_EQ(jobs_.shuffles_kept(), 1u);
  sums.reset();
  EXPECT_EQ(jobs_.shuffles_kept(), 0u);
}

TEST_F(OperatorsTest, DamagedSegmentIsAnErrorThatNamesTheBlock) {
  using Reader = CombineByKeyReader<std::string_view, Reducing<int64_t, Plus>>;
  Reader reader({.index = 0}, {});
  TaskContext context(0, 0);
  context.AddInput(0, 0,
                   {BlockId::Shuffle(ShuffleId(4), 5, 6),
                    {Buffer::FromString("\x05"
                                        "ab")}});
  EXPECT_THAT(Consume(reader, context, 0, [](auto) { return true; }),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("shuffle-4-5-6")));
}

TEST_F(OperatorsTest, ExceptionOfTheUserPasses) {
  auto thrower = [](int64_t n) -> std::string {
    return n == 3 ? throw std::runtime_error("three!") : std::string(40, 'x');
  };
  Rdd rdd = Map<int64_t, std::string>(Numbers({1, 2, 3}, 1), thrower);
  EXPECT_THAT(Run(rdd, RefTo<CountTerminal<std::string>>("count", {})), StatusIs(absl::StatusCode::kAborted, "three!"));
}

TEST_F(OperatorsTest, ForEachPartitionSeesItsRowsAndIndex) {
  auto folder = TemporaryFolder::Create("partitions");
  ASSERT_THAT(folder, IsOk());
  auto write = [](Partition<int64_t> rows, const std::string& path) {
    std::string text;
    for (int64_t row : rows) text += std::to_string(row) + " ";
    if (!LocalFiles().Publish(path + "/" + std::to_string(rows.index()), text).ok()) throw std::runtime_error("disk");
  };
  using Write = Shippable<decltype(write), std::string>;
  ASSERT_THAT(Run(Numbers({1, 2, 3}, 2),
                  RefTo<ForEachPartitionTerminal<int64_t, Write>>("foreachPartition", Write(write, folder->path()))),
              IsOk());
  EXPECT_EQ(LocalFiles().Read(folder->path() + "/0")->view(), "1 ");
  EXPECT_EQ(LocalFiles().Read(folder->path() + "/1")->view(), "2 3 ");
}

TEST_F(OperatorsTest, TextPartsAreWrittenOnceThoughATaskRunsTwice) {
  auto parent = TemporaryFolder::Create("text");
  ASSERT_THAT(parent, IsOk());
  std::string folder = parent->path() + "/out";
  ASSERT_THAT(PrepareTextFolder(folder), IsOk());
  OperatorRef save = RefTo<TextFileTerminal<int64_t>>("saveAsTextFile", folder);
  Rdd numbers = Numbers({1, 2, 3}, 2);
  ASSERT_THAT(Run(numbers, save), IsOk());
  ASSERT_THAT(Run(numbers, save), IsOk());
  ASSERT_THAT(FinishTextFolder(folder), IsOk());
  EXPECT_THAT(*LocalFiles().List(folder), ElementsAre("_SUCCESS", "part-00000", "part-00001"));
  EXPECT_EQ(LocalFiles().Read(folder + "/part-00001")->view(), "2\n3\n");
  EXPECT_THAT(PrepareTextFolder(folder), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(folder)));
}

TEST_F(OperatorsTest, FolderThatCannotBeMadeFailsTheTask) {
  auto result = Run(Numbers({1}, 1), RefTo<TextFileTerminal<int64_t>>("saveAsTextFile", "/dev/null/out"));
  EXPECT_FALSE(result.ok());
  EXPECT_THAT(std::string(result.status().message()), HasSubstr("/dev/null/out"));
}

}  // namespace
}  // namespace sluice
