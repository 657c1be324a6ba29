#ifndef SLUICE_CONNECTORS_SOCKET_LINE_LIMIT_H_
#define SLUICE_CONNECTORS_SOCKET_LINE_LIMIT_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/time/time.h"
#include "engine/source/rate_limiter.h"

namespace sluice {

// Limits what is read of a source to so many lines a second. How many lines there are is known only once bytes have
// been read, so it judges by those so far, and makes up for what was too much. No clock of its own. Not thread-safe.
class LineLimit {
 public:
  // From now on. 0, as before the first call: no limit.
  void SetRate(int64_t lines_per_second, absl::Time now);
  bool limits() const { return limiter_.limits(); }

  // What follows REQUIRES limits().
  // False: nothing may be read before pause_end().
  bool AllowsReading(absl::Time now);
  absl::Time pause_end() const { return pause_end_; }
  // At least one.
  size_t BytesAllowed(absl::Time now) const;
  void Took(std::string_view bytes, absl::Time now);

 private:
  RateLimiter limiter_;
  absl::Time pause_end_ = absl::InfinitePast();
  int64_t bytes_ = 0;
  int64_t lines_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_SOCKET_LINE_LIMIT_H_
