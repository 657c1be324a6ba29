#include "common/codec/codec.h"

#include <malloc.h>

#include <array>
#include <map>
#include <random>
#include <set>
#include <tuple>
#include <unordered_map>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "common/codec/owned.h"
#include "common/codec/shippable.h"
#include "common/codec/stable_hash.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/plan.pb.h"

namespace sluice {
namespace {

enum class Color : uint8_t { kRed, kBlue = 7 };

struct Click {
  int64_t user = 0;
  std::string page;
  std::vector<std::pair<int32_t, std::optional<double>>> prices;
  bool operator==(const Click&) const = default;
};

struct Nothing {
  bool operator==(const Nothing&) const = default;
};

// One of every kind that has a codec.
using Everything =
    std::tuple<int8_t, uint64_t, double, bool, Color, std::string, std::pair<int, std::string>,
               std::optional<std::string>, std::variant<int, std::string, Click>, std::vector<std::string>,
               std::array<int16_t, 3>, std::map<std::string, std::set<int>>, std::unordered_map<int, std::string>,
               absl::flat_hash_map<std::string, Click>, Click, std::vector<Nothing>>;

Everything Sample() {
  Click click{42, "/home", {{1, 2.5}, {2, std::nullopt}}};
  return {-1,
          uint64_t{1} << 63,
          0.1,
          true,
          Color::kBlue,
          std::string("zero\0inside", 11),
          {3, "pair"},
          "there",
          click,
          {"a", "", "c"},
          {1, 2, 3},
          {{"x", {1, 2}}, {"y", {}}},
          {{7, "seven"}},
          {{"click", click}},
          click,
          {{}, {}}};
}

TEST(CodecTest, WhatHasNoPartsHasAByte) {
  struct Empty {};
  EXPECT_EQ(Encode(Empty()).size(), 1);
  EXPECT_EQ(Encode(std::tuple<>()).size(), 1);
  std::tuple<> nothing;
  std::vector<std::tuple<>> many(5);
  EXPECT_TRUE(Decode(Encode(std::tuple<>()), nothing));
  EXPECT_FALSE(Decode(std::string(), nothing));
  EXPECT_TRUE(Decode(Encode(std::vector<std::tuple<>>(7)), many));
  EXPECT_EQ(many.size(), 7);
}

TEST(CodecTest, GivesBackWhatWasEncoded) {
  Everything decoded;
  ASSERT_TRUE(Decode(Encode(Sample()), decoded));
  EXPECT_EQ(decoded, Sample());
}

TEST(CodecTest, NumbersAreLittleEndianOfFixedSize) { EXPECT_EQ(Encode(int32_t{0x01020304}), "\x04\x03\x02\x01"); }

TEST(CodecTest, StringsAreTheirLengthAndBytes) {
  EXPECT_EQ(Encode(std::string("abc")),
            "\x03"
            "abc");
  EXPECT_EQ(Encode(std::string(200, 'x')).substr(0, 2), "\xc8\x01");
}

TEST(CodecTest, ViewPointsIntoTheBytes) {
  std::string bytes = Encode(std::string("hello"));
  std::string_view view;
  ASSERT_TRUE(Decode(bytes, view));
  EXPECT_EQ(view, "hello");
  EXPECT_EQ(view.data(), bytes.data() + 1);
}

TEST(CodecTest, MessagesTravelAsTheyAre) {
  v1::OpRef message, decoded;
  message.set_name("flatMap");
  ASSERT_TRUE(Decode(Encode(message, int32_t{5}), decoded, *std::make_unique<int32_t>()));
  EXPECT_EQ(decoded.name(), "flatMap");
}

TEST(CodecTest, EveryShorterInputIsRefused) {
  std::string bytes = Encode(Sample());
  for (size_t length = 0; length < bytes.size(); ++length) {
    std::string cut =
        bytes.substr(0, length);  // Its own memory, so that the address sanitizer sees reads past its end.
    Everything decoded;
    EXPECT_FALSE(Decode(cut, decoded)) << length;
  }
  Everything decoded;
  EXPECT_FALSE(Decode(bytes + "x", decoded));
}

TEST(CodecTest, DamagedInputIsRefusedOrDecodesButNeverHarms) {
  std::mt19937 random(7);
  const std::string good = Encode(Sample());
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = good;
    for (int i = round % 4; i >= 0; --i) bytes[random() % bytes.size()] = static_cast<char>(random());
    Everything decoded;
    if (Decode(bytes, decoded)) Encode(decoded);
  }
}

TEST(CodecTest, HugeCountTakesNoMemory) {
  Writer out;
  out.PutVarint(uint64_t{1} << 60);
  std::vector<int64_t> numbers;
  EXPECT_FALSE(Decode(out.view(), numbers));
  std::string text;
  EXPECT_FALSE(Decode(out.view(), text));
}

TEST(WriterTest, WhatIsFinishedHasNoMoreMemoryThanItsBytesNeed) {
  for (size_t bytes : {size_t{300}, size_t{5000}, size_t{700'000}, size_t{40'000'000}}) {
    Writer writer;
    for (size_t i = 0; i < bytes; i += 100) writer.PutBytes(std::string(100, 'x').data(), 100);
    Buffer buffer = writer.Finish();
    EXPECT_LE(malloc_usable_size(const_cast<char*>(buffer.view().data())), buffer.size() / 7 * 8 + 4096);
    EXPECT_EQ(buffer.view(), std::string(bytes, 'x'));
  }
}

TEST(CodecTest, OverlongVarintIsRefused) {
  uint64_t value;
  EXPECT_FALSE(Reader(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f")).GetVarint(value));
  EXPECT_TRUE(Reader(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")).GetVarint(value));
  EXPECT_EQ(value, ~uint64_t{0});
}

TEST(CodecTest, PointersAndCapturesHaveNoCodec) {
  int captured = 1;
  auto capturing = [captured] { return captured; };
  EXPECT_FALSE(Codable<int*>);
  EXPECT_FALSE(Codable<decltype(capturing)>);
  EXPECT_FALSE(ShippableFunction<decltype(capturing)>);
}

TEST(OwnedTest, ViewsBecomeStringsAndBack) {
  using Row =
      std::tuple<std::string_view, std::pair<int, std::optional<std::string_view>>, std::vector<std::string_view>>;
  using OwnedRow = std::tuple<std::string, std::pair<int, std::optional<std::string>>, std::vector<std::string>>;
  static_assert(std::is_same_v<Owned<Row>, OwnedRow>);
  Row row("a", {1, "b"}, {"c", "d"});
  OwnedRow owned = ToOwned(row);
  EXPECT_EQ(owned, OwnedRow("a", {1, "b"}, {"c", "d"}));
  EXPECT_EQ(ViewOf<Row>(owned), row);
  EXPECT_EQ(Encode(row), Encode(owned));
}

TEST(StableHashTest, NeverChanges) {
  EXPECT_EQ(StableHash(std::string("sluice")), HashBytes("sluice"));
  EXPECT_EQ(HashBytes(""), 0x2d06800538d394c2u);
  EXPECT_EQ(StableHash(std::string_view("key")), StableHash(std::string("key")));
  EXPECT_EQ(StableHash(int64_t{5}), HashBytes(Encode(int64_t{5})));
}

struct Above {
  int64_t limit = 0;
  bool operator()(int64_t value) const { return value > limit; }
};

TEST(ShippableTest, ArgumentsAndFieldsTravel) {
  auto longer = [](std::string_view text, size_t limit, const std::string& prefix) {
    return text.size() > limit && text.starts_with(prefix);
  };
  using Longer = Shippable<decltype(longer), size_t, std::string>;
  Longer arrived;
  ASSERT_TRUE(Decode(Encode(Longer(longer, 3, "ab")), arrived));
  EXPECT_TRUE(arrived("abcd"));
  EXPECT_FALSE(arrived("abc"));
  EXPECT_FALSE(arrived("xbcd"));

  Shippable<Above> above;
  ASSERT_TRUE(Decode(Encode(Shippable<Above>(Above{10})), above));
  EXPECT_TRUE(above(11));
  EXPECT_FALSE(above(10));
}

}  // namespace
}  // namespace sluice
