#include "tools/cli/driver_absence.h"

#include <cstdio>

#include "common/base/printable.h"
#include "common/base/str_cat.h"

namespace sluice {

std::optional<absl::Duration> DriverAbsence::OnLost(const absl::Status& why) {
  if (!absl::IsUnavailable(why)) return std::nullopt;
  const absl::Time now = runtime_.clock().Now();
  if (!since_.has_value()) {
    since_ = now;
    const std::string text = StrCat("the driver daemon at ", driver_, " is away, trying again for ",
                                    absl::FormatDuration(kPatience), ": ", why.message());
    std::fprintf(stderr, "%s: %s\n", command_.c_str(), Printable(text).c_str());
  }
  if (now - *since_ >= kPatience) return std::nullopt;
  return backoff_.Next();
}

void DriverAbsence::OnAnswer() {
  if (!since_.has_value()) return;
  since_.reset();
  backoff_.Reset();
  std::fprintf(stderr, "%s: the driver daemon at %s is back\n", command_.c_str(), driver_.c_str());
}

}  // namespace sluice
