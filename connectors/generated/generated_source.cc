#include "connectors/generated/generated_source.h"

#include <algorithm>

#include "common/base/status.h"
#include "common/base/user_code.h"

namespace sluice {

absl::StatusOr<Offset> GeneratedSource::Latest(const Offset&, const ReadLimit& limit) {
  return NumberOffset(absl::ToUnixMillis(std::min(limit.until, end_)));
}

absl::StatusOr<PlannedRange> GeneratedSource::Plan(const OffsetRange& range) {
  if (range.after == range.until) return PlannedRange();
  SLUICE_ASSIGN_OR_RETURN(const int64_t batch, NumberOf(range.until));
  SLUICE_ASSIGN_OR_RETURN(Rdd rows, CallUserCode([&]() -> absl::StatusOr<Rdd> { return make_(BatchTime(batch)); }));
  return PlannedRange{.rows = std::move(rows)};
}

absl::Status GeneratedSource::EndAt(absl::Time now) {
  end_ = now;
  return absl::OkStatus();
}

}  // namespace sluice
