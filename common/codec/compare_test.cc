#include "common/codec/compare.h"

#include <array>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "common/codec/key_map.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr float kFloatNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kFloatInfinity = std::numeric_limits<float>::infinity();

struct Plain {
  double x = 0;
  int n = 0;
};
struct Defaulted {
  double x = 0;
  int n = 0;
  auto operator<=>(const Defaulted&) const = default;
};
struct Tied {
  std::optional<double> x;
  std::string name;
  bool operator<(const Tied& other) const { return std::tie(x, name) < std::tie(other.x, other.name); }
};
struct ByScore {
  std::string name;
  double score = 0;
  auto operator<=>(const ByScore& other) const { return score <=> other.score; }
};
struct Falling {
  int n = 0;
  bool operator<(const Falling& other) const { return other.n < n; }
};
struct Nobody {};
struct Unordered {
  std::unordered_map<int, int> map;
};
enum class Sign : int8_t { kMinus = -1, kPlus = 1 };
using Number = std::variant<int, double>;

// Each value before all behind it, and none before itself, in sorting and as keys.
template <class T>
void ExpectRising(const std::vector<T>& values) {
  for (size_t i = 0; i < values.size(); ++i) {
    for (size_t j = 0; j < values.size(); ++j) {
      EXPECT_EQ(OrderedBefore<T>(values[i], values[j]), i < j) << i << " " << j;
      EXPECT_TRUE(CompareKeys<T>(values[i], values[j]) == (i <=> j)) << i << " " << j;
    }
  }
}

TEST(CompareTest, NumbersAreInTheOrderOfJava) {
  ExpectRising<double>({-kInfinity, -1.5, -0.0, 0.0, 1e-300, 1.5, kInfinity, kNaN});
  ExpectRising<float>({-kFloatInfinity, -1.5, -0.0, 0.0, 1.5, kFloatInfinity, kFloatNaN});
  ExpectRising<long double>({-kInfinity, -0.0, 0.0, 1, 1 + std::numeric_limits<long double>::epsilon(), kNaN});
  ExpectRising<Sign>({Sign::kMinus, Sign::kPlus});
  ExpectRising<uint64_t>({0, 1, ~uint64_t{0}});
  EXPECT_TRUE(CompareKeys(kNaN, -kNaN) == 0);
}

TEST(CompareTest, PartsAreInTheOrderOfTheFirstThatDiffers) {
  ExpectRising<std::pair<double, int>>({{-0.0, 9}, {0.0, 1}, {0.0, 2}, {kNaN, 1}, {kNaN, 2}});
  ExpectRising<std::tuple<int, float>>({{1, -0.0f}, {1, 0.0f}, {1, kFloatNaN}, {2, 0.0f}});
  ExpectRising<std::optional<double>>({std::nullopt, -0.0, 0.0, kNaN});
  ExpectRising<std::vector<double>>({{}, {-0.0}, {0.0}, {0.0, -1}, {kNaN}, {kNaN, 0}});
  ExpectRising<std::array<double, 2>>({{-0.0, 1}, {0.0, -1}, {0.0, kNaN}});
  ExpectRising<std::vector<bool>>({{}, {false}, {false, true}, {true}});
  ExpectRising<std::map<std::string, double>>({{}, {{"a", 1}}, {{"a", kNaN}}, {{"b", 0}}});
  ExpectRising<Number>({1, 2, -kInfinity, -0.0, 0.0, kNaN});
  ExpectRising<std::string>({"", "a", "a\xff", "b"});
  ExpectRising<Nobody>({{}});
}

TEST(CompareTest, StructsAreInTheOrderOfTheirFields) {
  ExpectRising<Plain>({{-0.0, 9}, {0.0, 1}, {0.0, 2}, {kNaN, 1}, {kNaN, 2}});
  ExpectRising<Defaulted>({{-0.0, 9}, {0.0, 1}, {0.0, 2}, {kNaN, 1}, {kNaN, 2}});
  ExpectRising<Tied>({{{}, "b"}, {-0.0, "b"}, {0.0, "a"}, {kNaN, "a"}, {kNaN, "b"}});
}

TEST(CompareTest, SortingGoesByTheOrderThatAStructHasOfItsOwn) {
  EXPECT_TRUE(OrderedBefore<ByScore>({"b", 1}, {"a", 2}));
  EXPECT_FALSE(OrderedBefore<ByScore>({"a", 1}, {"b", 1}));
  EXPECT_TRUE(OrderedBefore(std::pair(1, Falling{2}), std::pair(1, Falling{1})));
  EXPECT_TRUE(CompareKeys<ByScore>({"a", 1}, {"b", 1}) < 0) << "other keys, though neither is before the other";
}

TEST(CompareTest, SaysWhatHasNoOrder) {
  EXPECT_TRUE((Ordered<std::pair<std::vector<Plain>, Number>>));
  EXPECT_FALSE((Ordered<std::unordered_map<int, int>>));
  EXPECT_FALSE(Ordered<std::vector<Unordered>>);
}

TEST(KeyMapTest, HasOnePlaceForEachKey) {
  KeyMap<double, int> numbers;
  for (double number : {kNaN, 0.0, -kNaN, -0.0, kNaN, 0.0}) ++numbers[number];
  EXPECT_EQ(numbers.size(), 3u);
  EXPECT_EQ(numbers[kNaN], 3);
  EXPECT_EQ(numbers[0.0], 2);
  KeyMap<Unordered, int> unordered;
  ++unordered[{{{1, 2}, {3, 4}}}];
  ++unordered[{{{3, 4}, {1, 2}}}];
  EXPECT_EQ(unordered.size(), 1u);
  const std::map<std::string, int> plain = KeyMap<std::string, int>{{"a", 1}};
  EXPECT_EQ(plain.at("a"), 1);
}

TEST(KeyMapTest, EqualKeysHaveEqualEncodings) {
  EXPECT_EQ(Encode(kNaN), Encode(-kNaN));
  EXPECT_EQ(Encode(std::vector<float>{kFloatNaN}), Encode(std::vector<float>{-kFloatNaN}));
  EXPECT_NE(Encode(0.0), Encode(-0.0));
  EXPECT_EQ(Encode(-static_cast<long double>(kNaN)), Encode(static_cast<long double>(kNaN)));
  std::unordered_set<std::string> rising, falling;
  for (int i = 0; i < 100; ++i) rising.insert(std::to_string(i)), falling.insert(std::to_string(99 - i));
  EXPECT_EQ(Encode(rising), Encode(falling));
}

}  // namespace
}  // namespace sluice
