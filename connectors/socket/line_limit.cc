#include "connectors/socket/line_limit.h"

#include <algorithm>

#include "engine/source/count_newlines.h"

namespace sluice {
namespace {

constexpr int64_t kLinesAtOnceMax = 64 << 10;

}  // namespace

void LineLimit::SetRate(int64_t lines_per_second, absl::Time now) {
  limiter_.SetRate(lines_per_second, now);
  pause_end_ = absl::InfinitePast();
}

bool LineLimit::AllowsReading(absl::Time now) {
  if (limiter_.Allowed(now) >= 1) return true;
  pause_end_ = limiter_.NextAt();
  return false;
}

size_t LineLimit::BytesAllowed(absl::Time now) const {
  const int64_t line_bytes = bytes_ / std::max<int64_t>(lines_, 1) + 1;
  return std::max<int64_t>(1, std::min(limiter_.Allowed(now), kLinesAtOnceMax) * line_bytes);
}

void LineLimit::Took(std::string_view bytes, absl::Time now) {
  const int64_t lines = CountNewlines({bytes.data(), bytes.size()});
  limiter_.Take(lines, now);
  bytes_ += static_cast<int64_t>(bytes.size());
  lines_ += lines;
}

}  // namespace sluice
