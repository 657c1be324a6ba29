#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "api/core/error.h"
#include "api/dstream/stream_test_base.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ShowTest : public StreamTestBase {
 protected:
  // The error of a dashboard that cannot be.
  std::string ErrorOf(const std::string& name, int rows = 20) const {
    try {
      lines_.show(name, rows);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
  const ShownRows& ShownOf(const std::string& text) {
    ssc_.start();
    EXPECT_TRUE(backend_.RunBatch({{text}}).ok());
    EXPECT_THAT(backend_.shown(), SizeIs(1));
    return backend_.shown().back();
  }

  DStream<std::string_view> lines_ = ssc_.socketTextStream("localhost", 9999);
};

TEST_F(ShowTest, PairsAreKeysAndValuesOfEachBatch) {
  lines_.map([](std::string_view line) { return std::pair(std::string(line), int64_t{7}); }).show("counts");
  ssc_.start();
  ASSERT_TRUE(backend_.RunBatch({{"a\nb\n"}}).ok());
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  ASSERT_THAT(backend_.shown(), SizeIs(2));
  const ShownRows& first = backend_.shown()[0];
  EXPECT_EQ(first.dashboard, "counts");
  EXPECT_EQ(first.batch, BatchTime(1000));
  EXPECT_THAT(first.columns, ElementsAre("key", "value"));
  EXPECT_THAT(first.rows, ElementsAre(ShownRow{"a", int64_t{7}}, ShownRow{"b", int64_t{7}}));
  EXPECT_TRUE(first.are_all);
  EXPECT_EQ(backend_.shown()[1].batch, BatchTime(2000));
  EXPECT_THAT(backend_.shown()[1].rows, IsEmpty());
}

TEST_F(ShowTest, NumbersStayNumbersAndAllElseIsText) {
  using Row = std::tuple<int, float, double, uint64_t, bool, std::pair<int, std::string>, std::optional<int>>;
  lines_
      .map([](std::string_view) -> Row {
        return {-3, 0.5F, std::nan(""), std::numeric_limits<uint64_t>::max(), true, {1, "x"}, std::nullopt};
      })
      .show("kinds");
  const ShownRows& shown = ShownOf("a\n");
  EXPECT_THAT(shown.columns, ElementsAre("_1", "_2", "_3", "_4", "_5", "_6", "_7"));
  EXPECT_THAT(shown.rows,
              ElementsAre(ShownRow{int64_t{-3}, 0.5, "NaN", "18446744073709551615", "true", "(1,x)", "None"}));
}

TEST_F(ShowTest, OfManyRowsTheFirstAreShownAndThatThereAreMore) {
  lines_.show("lines", 2);
  const ShownRows& shown = ShownOf("a\nb\nc\n");
  EXPECT_THAT(shown.columns, ElementsAre("value"));
  EXPECT_THAT(shown.rows, ElementsAre(ShownRow{"a"}, ShownRow{"b"}));
  EXPECT_FALSE(shown.are_all);
}

TEST_F(ShowTest, HostileRowsAreCut) {
  lines_.show("lines", 100);
  const std::string script = "<script>" + std::string(1 << 20, '\x01') + "\n";
  const ShownRows& shown = ShownOf(script + script);
  ASSERT_THAT(shown.rows, SizeIs(2));
  const std::string& text = std::get<std::string>(shown.rows[0][0]);
  EXPECT_LE(text.size(), 300u);
  EXPECT_THAT(text, HasSubstr("<script>")) << "who shows it escapes it";
  EXPECT_LE(BytesOf(shown), kShownBytesMax);
}

TEST_F(ShowTest, WideRowsHaveSoManyBytesTogether) {
  lines_
      .map([](std::string_view line) {
        const std::string text(line);
        return std::tuple(text, text, text, text, text, text, text, text);
      })
      .show("wide", 100);
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += std::string(200, 'x') + "\n";
  const ShownRows& shown = ShownOf(lines);
  EXPECT_LE(BytesOf(shown), kShownBytesMax);
  EXPECT_THAT(shown.rows, SizeIs(testing::AllOf(testing::Ge(20u), testing::Lt(100u))));
  EXPECT_FALSE(shown.are_all);
}

TEST_F(ShowTest, WhatCannotBeADashboardIsAnErrorWithBothValues) {
  EXPECT_THAT(ErrorOf("none", 0), HasSubstr("rows=0 max=100"));
  EXPECT_THAT(ErrorOf("many", 101), HasSubstr("rows=101 max=100"));
  EXPECT_THAT(ErrorOf(std::string(1 << 20, 'n')), HasSubstr("256"));
  EXPECT_EQ(ErrorOf("lines"), "");
  EXPECT_THAT(ErrorOf("lines"), HasSubstr("two dashboards have the name lines"));
  for (int i = 1; i < 16; ++i) EXPECT_EQ(ErrorOf(std::to_string(i)), "");
  EXPECT_THAT(ErrorOf("one more"), HasSubstr("too many dashboards: 17 max=16"));
}

}  // namespace
}  // namespace sluice
