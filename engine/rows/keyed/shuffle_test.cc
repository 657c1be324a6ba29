#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_matchers.h"
#include "engine/exchange/key_router.h"
#include "engine/rows/exchange.h"
#include "engine/rows/keyed/group_by_key.h"
#include "engine/rows/keyed/hash_router.h"
#include "engine/rows/keyed/order.h"
#include "engine/rows/keyed/range_router.h"
#include "engine/rows/keyed/sample_keys.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Le;
using testing::SizeIs;

// Worked out by the definition of Spark's XORShiftRandom and java.util.Random.nextInt.
TEST(RoundRobinTest, StartsWhereSparkDoes) {
  const std::map<int, std::vector<int>> expected = {{1, {0, 0, 0, 0}}, {2, {1, 1, 0, 0}}, {3, {0, 1, 2, 0}},
                                                    {4, {1, 1, 0, 3}}, {5, {4, 4, 4, 3}}, {7, {3, 6, 2, 0}}};
  for (const auto& [reducers, starts] : expected) {
    for (int map = 0; map < 4; ++map) EXPECT_EQ(RoundRobin{reducers}.First(map), starts[map]) << map << " " << reducers;
  }
}

TEST(OrderTest, PrefixesNeverContradictTheOrder) {
  std::vector<std::string> texts = {
      "", std::string(1, '\0'), "a", std::string("a\0", 2), "abcdefgh", "abcdefghi", "b", "\x7f", "\x80", "\xff"};
  for (size_t i = 0; i + 1 < texts.size(); ++i) {
    EXPECT_LE(OrderPrefix(texts[i]), OrderPrefix(texts[i + 1]));
    EXPECT_TRUE(OrderedBefore(texts[i], texts[i + 1]));
  }
  for (double low : {-1e300, -1.0, -0.0}) EXPECT_LT(OrderPrefix(low), OrderPrefix(0.0));
  EXPECT_LT(OrderPrefix(int8_t{-128}), OrderPrefix(int8_t{127}));
  EXPECT_LT(OrderPrefix(uint64_t{1}), OrderPrefix(~uint64_t{0}));
  EXPECT_FALSE(OrderedBefore(std::pair("a", 1), std::pair("a", 1)));
}

TEST(ReservoirTest, EveryRowIsAsLikelyAsAnyOther) {
  std::vector<int> taken(100);
  for (uint64_t seed = 0; seed < 20000; ++seed) {
    std::vector<int64_t> sample(5, -1);
    Reservoir reservoir(5, seed);
    int64_t offered = 0;
    for (int64_t count : {3, 1, 40, 0, 56}) {
      reservoir.Offer(count, [&](int64_t place, int64_t i) { sample[place] = offered + i; });
      offered += count;
    }
    for (int64_t row : sample) ++taken[row];
  }
  EXPECT_THAT(taken, Each(AllOf(Ge(850), Le(1150)))) << "5 of 100 rows, 20000 times";
}

TEST(RangeBoundsTest, HalveTheWeightAndRepeatNoKey) {
  EXPECT_THAT(RangeBounds<int64_t>({{1, 1}, {9, 1}, {5, 1}, {3, 1}}, 2), ElementsAre(3));
  EXPECT_THAT(RangeBounds<int64_t>({{1, 10}, {2, 1}, {3, 1}}, 3), ElementsAre(1, 2));
  EXPECT_THAT(RangeBounds<int64_t>({{4, 1}, {4, 1}, {4, 1}}, 3), ElementsAre(4));
  EXPECT_THAT(RangeBounds<int64_t>({}, 3), IsEmpty());
}

struct Even {
  int64_t number = 0;
  int32_t hashCode() const { return static_cast<int32_t>(number / 2); }
};

template <class K>
std::vector<int32_t> Routed(int partitions, std::vector<K> keys) {
  KeyImages<K, kKeyBatch> encoded;
  encoded.Load(static_cast<int>(keys.size()), [&](int i) -> K { return keys[i]; });
  std::vector<KeyImage> images;
  for (size_t i = 0; i < keys.size(); ++i) images.push_back(encoded.Of(static_cast<int>(i), keys[i]));
  std::vector<int32_t> routed(keys.size());
  (*RouterOf<K>(HashPartitioning(partitions)))->Route(images, routed.data());
  return routed;
}

// As `new HashPartitioner(n).getPartition(key)` has them.
TEST(HashRouterTest, KeysLandWhereSparkHasThem) {
  EXPECT_THAT(Routed<int64_t>(3, {0, 1, 5, -1, -2, -7, int64_t{1} << 32}), ElementsAre(0, 1, 2, 0, 1, 0, 1));
  EXPECT_THAT(Routed<int32_t>(3, {5, -1}), ElementsAre(2, 2));
  EXPECT_THAT(Routed<bool>(2, {false, true}), ElementsAre(1, 1));
  EXPECT_THAT(Routed<double>(7, {1.0, 2.5}), ElementsAre(1072693248 % 7, 1074003968 % 7));
  EXPECT_THAT(Routed<std::string>(4, {"a", "b", "hello", "polygenelubricants", "é"}), ElementsAre(1, 2, 2, 0, 1));
  EXPECT_THAT(Routed<std::string>(3, {"polygenelubricants"}), ElementsAre(1));
}

TEST(HashRouterTest, ATypeMaySayItsHash) {
  EXPECT_THAT(Routed<Even>(5, {{0}, {1}, {2}, {9}, {-3}}), ElementsAre(0, 0, 1, 4, 4));
}

TEST(KeyRouterTest, PartitioningOfAnotherBuildIsAnError) {
  EXPECT_THAT(RouterOf<int64_t>({.router = 12345, .partitions = 2}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("0x3039")));
  Partitioning hash = HashPartitioning(0);
  EXPECT_THAT(RouterOf<int64_t>(hash), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at least one")));
  hash = HashPartitioning(2);
  hash.arguments = "what is this";
  EXPECT_THAT(RouterOf<int64_t>(hash), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cannot be decoded")));
}

TEST(ExchangeTest, DamagedSegmentIsNamedAndCancelledTaskStops) {
  using Row = std::pair<std::string_view, int64_t>;
  ExchangeReader<Row> reader({.index = 0}, {});
  GroupByKeyOp<std::string_view, int64_t> groups({.index = 1, .inputs = {&reader}}, {});
  auto take = [](auto) { return true; };
  TaskContext context(0, 0);
  context.AddInput(0, 0, {BlockId::Shuffle(ShuffleId(4), 5, 6), {Buffer::FromString("\5ab")}});
  EXPECT_THAT(Consume(reader, context, 0, take), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("shuffle-4-5-6")));
  EXPECT_THAT(Consume(groups, context, 0, take), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("shuffle-4-5-6")));
  context.Cancel();
  EXPECT_THAT(Consume(reader, context, 0, take), StatusIs(absl::StatusCode::kCancelled));
}

TEST(GroupEmitterTest, GroupThatDoesNotFitIsNamedBySize) {
  using Group = std::pair<std::string, std::vector<int64_t>>;
  struct NoSink : Sink<Group> {
    bool Push(absl::Span<Group>) override { return true; }
  } sink;
  GroupEmitter<std::string, std::vector<int64_t>> emitter(sink);
  std::string message;
  try {
    emitter.Add("some key", 1000000, sizeof(int64_t), []() -> std::vector<int64_t> { throw std::bad_alloc(); });
  } catch (const std::bad_alloc& error) {
    message = error.what();
  }
  EXPECT_THAT(message, HasSubstr("key bytes=8 values=1000000 memory>=8000000"));
}

TEST(ExchangeTest, SegmentInSeveralPiecesIsReadInPlace) {
  using Row = std::pair<std::string, std::string>;
  ExchangeReader<Row> reader({.index = 0}, {});
  GroupByKeyOp<std::string, std::string> groups({.index = 1, .inputs = {&reader}}, {});
  std::string bytes = Encode(Row("a key of more than twelve bytes", "v"), Row("b", "w"));
  TaskContext context(0, 0);
  context.AddInput(0, 0, {BlockId(), {Buffer::FromString(bytes.substr(0, 7)), Buffer::FromString(bytes.substr(7))}});
  std::vector<std::pair<std::string, std::vector<std::string>>> seen;
  ASSERT_THAT(Consume(groups, context, 0,
                      [&](auto rows) {
                        seen.insert(seen.end(), rows.begin(), rows.end());
                        return true;
                      }),
              IsOk());
  ASSERT_THAT(seen, SizeIs(2));
  EXPECT_EQ(seen[0].first, "a key of more than twelve bytes");
  EXPECT_THAT(seen[1].second, ElementsAre("w"));
}

}  // namespace
}  // namespace sluice
