#include "engine/dstream/saved_batch_name.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/base/str_cat.h"

namespace sluice {

std::optional<SavedBatchName> SavedBatchName::Parse(std::string_view name) {
  const std::vector<absl::string_view> numbers = absl::StrSplit(ToAbsl(name), '-');
  int64_t time = 0;
  SavedBatchName parsed;
  const bool is_one = numbers.size() == 3 && absl::SimpleAtoi(numbers[0], &time) &&
                      absl::SimpleAtoi(numbers[1], &parsed.token) && absl::SimpleAtoi(numbers[2], &parsed.parts);
  if (!is_one || parsed.parts < 0) return std::nullopt;
  parsed.batch = BatchTime(time);
  return parsed;
}

std::string SavedBatchName::ToString() const { return StrCat(batch.value(), "-", token, "-", parts); }

std::vector<std::string> SavedBatchName::Files() const {
  std::vector<std::string> files;
  for (int part = 0; part < parts; ++part) files.push_back(absl::StrFormat("part-%05d", part));
  files.emplace_back(kWhole);
  return files;
}

}  // namespace sluice
