#include "engine/rows/number_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

namespace sluice {
namespace {

// Numbers between these powers of ten are shown without an exponent.
constexpr int kExponentMin = -3, kExponentEnd = 7;
constexpr size_t kTextRoom = 64;

// A number as d.ddd times a power of ten.
struct Decimal {
  char digits[kTextRoom];
  int count = 0;
  int exponent = 0;

  std::string_view view() const { return {digits, static_cast<size_t>(count)}; }
};

// Of what to_chars writes in scientific form; zeros at the end go, but for the first digit.
Decimal DecimalOf(std::string_view scientific) {
  Decimal decimal;
  size_t at = 0;
  for (; scientific[at] != 'e'; ++at) {
    if (scientific[at] != '.') decimal.digits[decimal.count++] = scientific[at];
  }
  at += scientific[at + 1] == '+' ? 2 : 1;
  std::from_chars(scientific.data() + at, scientific.data() + scientific.size(), decimal.exponent);
  while (decimal.count > 1 && decimal.digits[decimal.count - 1] == '0') --decimal.count;
  return decimal;
}

// The fewest digits that are read back as `number`, which is finite and not negative. Of one digit or two, Java takes
// what is nearest: the least double is 4.9E-324, though 5E-324 would do.
template <class N>
Decimal Shortest(N number) {
  char text[kTextRoom];
  const auto shortest = std::to_chars(text, text + kTextRoom, number, std::chars_format::scientific);
  const Decimal decimal = DecimalOf({text, shortest.ptr});
  if (decimal.count > 1) return decimal;
  const auto two = std::to_chars(text, text + kTextRoom, number, std::chars_format::scientific, 1);
  N read = 0;
  std::from_chars(text, two.ptr, read);
  return read == number ? DecimalOf({text, two.ptr}) : decimal;
}

// Without an exponent, and at least `decimals` digits behind the point.
void AppendPlain(const Decimal& decimal, int decimals, std::string& out) {
  const std::string_view digits = decimal.view();
  const size_t whole = std::max(0, decimal.exponent + 1);
  if (whole == 0) out += '0';
  out += digits.substr(0, whole);
  out.append(whole - std::min(whole, digits.size()), '0');
  out += '.';
  const size_t point = out.size();
  out.append(std::max(0, -decimal.exponent - 1), '0');
  if (whole < digits.size()) out += digits.substr(whole);
  out.append(decimals - std::min<size_t>(decimals, out.size() - point), '0');
}

void AppendScientific(const Decimal& decimal, std::string& out) {
  out += decimal.digits[0];
  out += '.';
  out += decimal.count > 1 ? decimal.view().substr(1) : "0";
  out += 'E';
  out += std::to_string(decimal.exponent);
}

// True if that was all: the sign, or the name of what has no digits.
template <class N>
bool AppendNameOrSign(N number, std::string& out) {
  if (std::isnan(number)) return out += "NaN", true;
  if (std::signbit(number)) out += '-';
  if (std::isinf(number)) return out += "Infinity", true;
  return false;
}

template <class N>
void Append(N number, std::string& out) {
  if (AppendNameOrSign(number, out)) return;
  const Decimal decimal = Shortest(std::abs(number));
  if (decimal.exponent >= kExponentMin && decimal.exponent < kExponentEnd) {
    AppendPlain(decimal, 1, out);
  } else {
    AppendScientific(decimal, out);
  }
}

// Only `count` digits, which may be less than one; halves go up.
void Round(Decimal& decimal, int count) {
  if (count >= decimal.count) return;
  const bool up = count >= 0 && decimal.digits[count] >= '5';
  decimal.count = std::max(0, count);
  while (decimal.count > 0 && up && decimal.digits[decimal.count - 1] == '9') --decimal.count;
  if (decimal.count > 0) {
    decimal.digits[decimal.count - 1] += up ? 1 : 0;
  } else if (up) {
    decimal.digits[decimal.count++] = '1';
    ++decimal.exponent;
  }
}

}  // namespace

void AppendFloat(float number, std::string& out) { Append(number, out); }
void AppendFloat(double number, std::string& out) { Append(number, out); }
void AppendFloat(long double number, std::string& out) { Append(number, out); }

std::string FixedText(double number, int decimals) {
  std::string text;
  if (AppendNameOrSign(number, text)) return text;
  Decimal decimal = Shortest(std::abs(number));
  Round(decimal, decimal.exponent + 1 + decimals);
  if (decimal.count == 0) decimal.exponent = 0;
  AppendPlain(decimal, decimals, text);
  return text;
}

}  // namespace sluice
