#include "common/base/version_check.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

constexpr size_t kShownBytesMax = 32;  // A version has fewer; what a stranger says may have more.

bool IsNumber(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// MAJOR.MINOR. nullopt: it is no version.
std::optional<std::string> SeriesOf(std::string_view version) {
  const std::vector<absl::string_view> numbers = absl::StrSplit(ToAbsl(version), '.');
  if (numbers.size() != 3 || !std::all_of(numbers.begin(), numbers.end(), IsNumber)) return std::nullopt;
  return StrCat(numbers[0], ".", numbers[1]);
}

std::string Shown(std::string_view version) {
  return version.empty() ? "of no version" : std::string(version.substr(0, kShownBytesMax));
}

}  // namespace

bool WorkTogether(std::string_view one, std::string_view other) {
  const std::optional<std::string> series = SeriesOf(one);
  return series.has_value() && series == SeriesOf(other);
}

std::string WorkingWith(std::string_view version) { return StrCat(SeriesOf(version).value_or(Shown(version)), ".x"); }

absl::Status CheckVersion(std::string_view peer, std::string_view version, std::string_view self,
                          std::string_view what_to_do) {
  if (WorkTogether(version, ThisVersion())) return absl::OkStatus();
  return absl::FailedPreconditionError(StrCat("the ", peer, " is Sluice ", Shown(version), ", the ", self,
                                              " is Sluice ", ThisVersion(), ", which works with ",
                                              WorkingWith(ThisVersion()), " only: ", what_to_do));
}

}  // namespace sluice
