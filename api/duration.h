#ifndef SLUICE_API_DURATION_H_
#define SLUICE_API_DURATION_H_

#include <compare>
#include <cstdint>
#include <ostream>
#include <string>

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

  constexpr Time operator+(Duration duration) const { return Time(milliseconds_ + duration.milliseconds()); }
  constexpr Time operator-(Duration duration) const { return Time(milliseconds_ - duration.milliseconds()); }
  constexpr Duration operator-(Time other) const { return Duration(milliseconds_ - other.milliseconds_); }
  constexpr auto operator<=>(const Time&) const = default;

 private:
  int64_t milliseconds_;
};

inline std::ostream& operator<<(std::ostream& out, Duration duration) { return out << duration.toString(); }
inline std::ostream& operator<<(std::ostream& out, Time time) { return out << time.toString(); }

}  // namespace sluice

#endif  // SLUICE_API_DURATION_H_
