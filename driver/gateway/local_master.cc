#include "driver/gateway/local_master.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/str_cat.h"

namespace sluice::gateway {
namespace {

// The words between the brackets of "local[4, 2]"; nullopt: it does not begin so.
std::optional<std::vector<std::string>> WordsOf(std::string_view master, std::string_view begin) {
  if (!master.starts_with(begin) || !master.ends_with(']')) return std::nullopt;
  master.remove_prefix(begin.size());
  master.remove_suffix(1);
  std::vector<std::string> words;
  for (const auto& word : absl::StrSplit(ToAbsl(master), ',')) {
    words.emplace_back(absl::StripAsciiWhitespace(word));
  }
  return words;
}

std::optional<int> Count(const std::string& word) {
  int count = 0;
  return absl::SimpleAtoi(word, &count) && count > 0 ? std::optional(count) : std::nullopt;
}

// "local[4]", "local[*]", "local[4,2]"
std::optional<std::vector<std::string>> LocalWords(std::string_view master) {
  if (master == "local") return std::vector<std::string>{"1"};
  std::optional<std::vector<std::string>> words = WordsOf(master, "local[");
  if (!words.has_value() || words->size() > 2) return std::nullopt;
  const bool has_slots = words->front() == "*" || Count(words->front()).has_value();
  const bool has_failures = words->size() == 1 || Count(words->back()).has_value();
  return has_slots && has_failures ? words : std::nullopt;
}

// "local[0]", "local[0,2]"
bool AsksForNoThread(std::string_view master) {
  const std::optional<std::vector<std::string>> words = WordsOf(master, "local[");
  return words.has_value() && words->size() <= 2 && !words->front().empty() &&
         words->front().find_first_not_of('0') == std::string::npos;
}

}  // namespace

std::optional<int> LocalSlots(std::string_view master) {
  if (const auto words = LocalWords(master)) return Count(words->front());
  const auto cluster = WordsOf(master, "local-cluster[");
  if (!cluster.has_value() || cluster->size() != 3) return std::nullopt;
  const std::optional<int> workers = Count((*cluster)[0]), cores = Count((*cluster)[1]);
  return workers.has_value() && cores.has_value() ? std::optional(*workers * *cores) : std::nullopt;
}

std::optional<int> LocalFailures(std::string_view master) {
  const auto words = LocalWords(master);
  if (!words.has_value()) return std::nullopt;
  return words->size() == 2 ? Count(words->back()) : 1;
}

std::optional<std::string> WhyNoMaster(std::string_view master) {
  if (LocalWords(master).has_value() || LocalSlots(master).has_value() || master == "yarn" ||
      master.find("://") != std::string_view::npos) {
    return std::nullopt;
  }
  if (AsksForNoThread(master)) return "Asked to run locally with 0 threads";
  return StrCat("Could not parse Master URL: '", master, "'");
}

}  // namespace sluice::gateway
