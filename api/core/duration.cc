#include "api/core/duration.h"

#include <ostream>

namespace sluice {

std::vector<Time> Time::until(Time end, Duration interval) const { return to(Time(end.milliseconds_ - 1), interval); }

std::vector<Time> Time::to(Time end, Duration interval) const {
  std::vector<Time> times;
  for (Time time = *this; time <= end; time = time + interval) times.push_back(time);
  return times;
}

std::ostream& operator<<(std::ostream& out, Duration duration) { return out << duration.toString(); }
std::ostream& operator<<(std::ostream& out, Time time) { return out << time.toString(); }

}  // namespace sluice
