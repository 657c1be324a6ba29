#ifndef SLUICE_API_RDD_STAT_COUNTER_H_
#define SLUICE_API_RDD_STAT_COUNTER_H_

#include <cmath>
#include <cstdint>
#include <limits>
#include <ostream>
#include <string>

#include "common/codec/compare.h"

namespace sluice {

// Statistics of numbers seen one by one or in parts, stable for many of about the same value. Of no numbers, variances
// are NaN.
struct StatCounter {
  int64_t numbers = 0;
  double average = 0;
  double squares = 0;  // The squared distances from the average, added up.
  double highest = -std::numeric_limits<double>::infinity();
  double lowest = std::numeric_limits<double>::infinity();

  StatCounter& merge(double number) {
    double distance = number - average;
    average += distance / static_cast<double>(++numbers);
    squares += distance * (number - average);
    Include(number, number);
    return *this;
  }
  StatCounter& merge(const StatCounter& other) {
    if (other.numbers == 0) return *this;
    double mine = static_cast<double>(numbers), its = static_cast<double>(other.numbers);
    double distance = other.average - average;
    average += distance * its / (mine + its);
    squares += other.squares + distance * distance * mine * its / (mine + its);
    numbers += other.numbers;
    Include(other.highest, other.lowest);
    return *this;
  }

  int64_t count() const { return numbers; }
  double mean() const { return average; }
  double sum() const { return average * static_cast<double>(numbers); }
  double max() const { return highest; }
  double min() const { return lowest; }
  double variance() const { return numbers == 0 ? std::nan("") : squares / static_cast<double>(numbers); }
  double stdev() const { return std::sqrt(variance()); }
  double sampleVariance() const { return numbers <= 1 ? std::nan("") : squares / static_cast<double>(numbers - 1); }
  double sampleStdev() const { return std::sqrt(sampleVariance()); }
  std::string toString() const;

 private:
  // As Math.max and Math.min: NaN if any number is, and -0.0 is less than 0.0.
  void Include(double high, double low) {
    if (OrderedBefore(highest, high)) highest = high;
    if (OrderedBefore(low, lowest)) lowest = low;
    if (std::isnan(highest)) lowest = highest;
  }
};
std::ostream& operator<<(std::ostream& out, const StatCounter& counter);

}  // namespace sluice

#endif  // SLUICE_API_RDD_STAT_COUNTER_H_
