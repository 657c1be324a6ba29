#ifndef SLUICE_ENGINE_ROWS_NUMBER_TEXT_H_
#define SLUICE_ENGINE_ROWS_NUMBER_TEXT_H_

#include <string>

namespace sluice {

// Appends a number as Java's Double.toString and Float.toString (since JDK 19) give it: the fewest digits that are read
// back as the same number, at least one of them behind the point, with an exponent below 10^-3 and from 10^7 on:
// 100000.0, 1.23456789E8, 1.0E-4, NaN, -Infinity.
void AppendFloat(float number, std::string& out);
void AppendFloat(double number, std::string& out);
void AppendFloat(long double number, std::string& out);

// With so many digits behind the point, as Java's String.format("%.3f") rounds the digits of AppendFloat: halves up.
std::string FixedText(double number, int decimals);

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_NUMBER_TEXT_H_
