#ifndef SLUICE_API_CORE_DURATION_H_
#define SLUICE_API_CORE_DURATION_H_

#include <compare>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace sluice {

// A length of time in whole milliseconds.
class Duration {
 public:
  constexpr explicit Duration(int64_t milliseconds) : milliseconds_(milliseconds) {}

  constexpr int64_t milliseconds() const { return milliseconds_; }
  constexpr bool isZero() const { return milliseconds_ == 0; }
  constexpr bool isMultipleOf(Duration other) const { return milliseconds_ % other.milliseconds_ == 0; }
  std::string toString() const { return std::to_string(milliseconds_) + " ms"; }

  constexpr Duration operator+(Duration other) const { return Duration(milliseconds_ + other.milliseconds_); }
  constexpr Duration operator-(Duration other) const { return Duration(milliseconds_ - other.milliseconds_); }
  constexpr double operator/(Duration other) const {
    return static_cast<double>(milliseconds_) / static_cast<double>(other.milliseconds_);
  }
  constexpr Duration operator*(int64_t times) const { return Duration(milliseconds_ * times); }
  constexpr auto operator<=>(const Duration&) const = default;

 private:
  int64_t milliseconds_;
};

constexpr Duration Milliseconds(int64_t milliseconds) { return Duration(milliseconds); }
constexpr Duration Seconds(int64_t seconds) { return Duration(seconds * 1000); }
constexpr Duration Minutes(int64_t minutes) { return Duration(minutes * 60'000); }

// The time of a batch: its end, in milliseconds since 1970.
class Time {
 public:
  constexpr explicit Time(int64_t milliseconds) : milliseconds_(milliseconds) {}

  constexpr int64_t milliseconds() const { return milliseconds_; }
  std::string toString() const { return std::to_string(milliseconds_) + " ms"; }

  constexpr bool isMultipleOf(Duration duration) const { return milliseconds_ % duration.milliseconds() == 0; }
  // The latest time not after this one that is a multiple of `duration` after `zero`.
  constexpr Time floor(Duration duration, Time zero = Time(0)) const {
    int64_t rest = (milliseconds_ - zero.milliseconds_) % duration.milliseconds();
    return Time(milliseconds_ - (rest < 0 ? rest + duration.milliseconds() : rest));
  }
  // This time and each `interval` later, before or up to `end`.
  std::vector<Time> until(Time end, Duration interval) const;
  std::vector<Time> to(Time end, Duration interval) const;

  constexpr Time operator+(Duration duration) const { return Time(milliseconds_ + duration.milliseconds()); }
  constexpr Time operator-(Duration duration) const { return Time(milliseconds_ - duration.milliseconds()); }
  constexpr Duration operator-(Time other) const { return Duration(milliseconds_ - other.milliseconds_); }
  constexpr auto operator<=>(const Time&) const = default;

 private:
  int64_t milliseconds_;
};

// From one time to another.
struct Interval {
  Time beginTime, endTime;

  constexpr Duration duration() const { return endTime - beginTime; }
  std::string toString() const { return "[" + beginTime.toString() + ", " + endTime.toString() + "]"; }
  constexpr bool operator==(const Interval&) const = default;
};

std::ostream& operator<<(std::ostream& out, Duration duration);
std::ostream& operator<<(std::ostream& out, Time time);

}  // namespace sluice

#endif  // SLUICE_API_CORE_DURATION_H_
