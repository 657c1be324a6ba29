#include "driver/history/log/event_log_files.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/fs/file_uri.h"

namespace sluice {
namespace {

constexpr std::string_view kPrefix = "events-";
constexpr std::string_view kSuffix = ".zst";

}  // namespace

std::string EventFileName(int64_t number) { return StrCat(kPrefix, number, kSuffix); }

std::optional<int64_t> EventFileNumber(std::string_view name) {
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return std::nullopt;
  if (name.size() < kPrefix.size() + kSuffix.size()) return std::nullopt;
  const std::string_view digits = name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size());
  int64_t number = 0;
  const bool is_number = absl::SimpleAtoi(ToAbsl(digits), &number) && number > 0 && EventFileName(number) == name;
  return is_number ? std::optional(number) : std::nullopt;
}

absl::StatusOr<std::vector<EventLogFile>> EventLogFiles(EventLogPlace& place, const std::string& folder) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<FoundFile> found, place.List(folder));
  std::vector<EventLogFile> files;
  for (const FoundFile& file : found) {
    const std::optional<int64_t> number = EventFileNumber(FileName(file.path));
    if (number.has_value() && !file.is_folder) files.push_back({*number, file.path, file.bytes});
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return files;
}

}  // namespace sluice
