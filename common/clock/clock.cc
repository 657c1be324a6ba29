#include "common/clock/clock.h"

#include "absl/time/clock.h"

namespace sluice {
namespace {

class SystemClockImpl : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace

Clock& SystemClock() {
  static SystemClockImpl* const clock = new SystemClockImpl;
  return *clock;
}

}  // namespace sluice
