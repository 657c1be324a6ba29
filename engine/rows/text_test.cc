#include "engine/rows/text.h"

#include <bit>
#include <cstdint>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "gtest/gtest.h"

namespace sluice {
namespace {

struct Point {
  int x;
  double y;
};

TEST(TextTest, ShowsRowsAsSparkDoes) {
  EXPECT_EQ(ToText(std::pair(std::string_view("a"), int64_t{1})), "(a,1)");
  EXPECT_EQ(ToText(std::tuple(1, std::pair(true, 2.0))), "(1,(true,2.0))");
  EXPECT_EQ(ToText(std::optional<int>(5)), "Some(5)");
  EXPECT_EQ(ToText(std::optional<int>()), "None");
  EXPECT_EQ(ToText(std::vector<std::string>{"a", "b"}), "[a, b]");
  EXPECT_EQ(ToText(std::map<int, int>{{1, 2}}), "[(1,2)]");
  EXPECT_EQ(ToText(Point{1, 2.5}), "(1,2.5)");
}

enum class Sign : int8_t { kMinus = -1 };
enum class Letter : char { kA = 'a' };

TEST(TextTest, ShowsEveryTypeThatHasACodec) {
  EXPECT_EQ(ToText(true), "true");
  EXPECT_EQ(ToText('x'), "x");
  EXPECT_EQ(ToText(int8_t{-5}), "-5");
  EXPECT_EQ(ToText(uint8_t{200}), "200");
  EXPECT_EQ(ToText(u'é'), "é");
  EXPECT_EQ(ToText(std::pair(L'日', U'😀')), "(日,😀)");
  EXPECT_EQ(ToText(Sign::kMinus), "-1");
  EXPECT_EQ(ToText(Letter::kA), "97");
  EXPECT_EQ(ToText(std::vector<bool>{true, false}), "[true, false]");
  EXPECT_EQ(ToText(std::variant<int, double>(1e7)), "1.0E7");
  EXPECT_EQ(ToText(std::optional<std::variant<std::monostate, std::string>>("a")), "Some(a)");
  EXPECT_EQ(ToText(std::monostate()), "()");
  EXPECT_EQ(ToText(std::tuple<>()), "()");
}

TEST(TextTest, ShowsNumbersAsJavaDoes) {
  EXPECT_EQ(ToText(0.1), "0.1");
  EXPECT_EQ(ToText(-3.0), "-3.0");
  EXPECT_EQ(ToText(100000.0), "100000.0");
  EXPECT_EQ(ToText(9999999.0), "9999999.0");
  EXPECT_EQ(ToText(1e7), "1.0E7");
  EXPECT_EQ(ToText(123456789.0), "1.23456789E8");
  EXPECT_EQ(ToText(0.001), "0.001");
  EXPECT_EQ(ToText(9.999999e-4), "9.999999E-4");
  EXPECT_EQ(ToText(0.0001), "1.0E-4");
  EXPECT_EQ(ToText(-0.0), "-0.0");
  EXPECT_EQ(ToText(std::numeric_limits<double>::denorm_min()), "4.9E-324");
  EXPECT_EQ(ToText(std::numeric_limits<double>::max()), "1.7976931348623157E308");
  EXPECT_EQ(ToText(std::numeric_limits<float>::denorm_min()), "1.4E-45");
  EXPECT_EQ(ToText(std::numeric_limits<float>::min()), "1.1754944E-38");
  EXPECT_EQ(ToText(std::numeric_limits<float>::max()), "3.4028235E38");
  EXPECT_EQ(ToText(0.1f), "0.1");
  EXPECT_EQ(ToText(1e10L), "1.0E10");
  EXPECT_EQ(ToText(-std::numeric_limits<double>::quiet_NaN()), "NaN");
  EXPECT_EQ(ToText(-std::numeric_limits<float>::infinity()), "-Infinity");
  EXPECT_EQ(ToText(std::vector<std::pair<float, double>>{{1e10f, 1e-5}}), "[(1.0E10,1.0E-5)]");
  EXPECT_EQ(ToText(std::numeric_limits<int64_t>::min()), "-9223372036854775808");
}

// Each line: d or f, the bits of a double or float, and what the rules of Double.toString (JDK 19) give for it, worked
// out by Java's BigDecimal.
TEST(TextTest, ShowsTheNumbersOfTheTableAsJavaDoes) {
  std::ifstream table("engine/rows/number_text_cases.txt");
  std::string kind, bits, text;
  int lines = 0;
  for (; table >> kind >> bits >> text; ++lines) {
    const uint64_t number = std::stoull(bits, nullptr, 16);
    const auto small = static_cast<uint32_t>(number);
    EXPECT_EQ(kind == "d" ? ToText(std::bit_cast<double>(number)) : ToText(std::bit_cast<float>(small)), text) << bits;
  }
  EXPECT_GT(lines, 700);
}

TEST(FixedTextTest, RoundsTheShownDigitsHalfUpAsJavaDoes) {
  EXPECT_EQ(FixedText(0.0625, 3), "0.063");
  EXPECT_EQ(FixedText(0.0005, 3), "0.001");
  EXPECT_EQ(FixedText(0.00049, 3), "0.000");
  EXPECT_EQ(FixedText(5e-7, 6), "0.000001");
  EXPECT_EQ(FixedText(-1e-9, 3), "-0.000");
  EXPECT_EQ(FixedText(999.9996, 3), "1000.000");
  EXPECT_EQ(FixedText(199.96, 1), "200.0");
  EXPECT_EQ(FixedText(1e22, 3), "10000000000000000000000.000");
  EXPECT_EQ(FixedText(2.5, 3), "2.500");
  EXPECT_EQ(FixedText(0, 6), "0.000000");
  EXPECT_EQ(FixedText(std::numeric_limits<double>::quiet_NaN(), 3), "NaN");
  EXPECT_EQ(FixedText(-std::numeric_limits<double>::infinity(), 3), "-Infinity");
}

}  // namespace
}  // namespace sluice
