#include "driver/pages/page_request.h"

#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

// What stands for the stars of `path`. None: it is another path.
std::optional<std::vector<std::string>> Match(std::string_view path, std::span<const std::string> pieces) {
  const std::vector<std::string> wanted = absl::StrSplit(ToAbsl(path), '/', absl::SkipEmpty());
  if (wanted.size() != pieces.size()) return std::nullopt;
  std::vector<std::string> names;
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "*") {
      names.push_back(pieces[i]);
    } else if (wanted[i] != pieces[i]) {
      return std::nullopt;
    }
  }
  return names;
}

}  // namespace

absl::StatusOr<int64_t> PageRequest::Number(const std::string& key, int64_t otherwise, int64_t max) const {
  const auto said = query.find(key);
  if (said == query.end()) return otherwise;
  int64_t number = 0;
  if (absl::SimpleAtoi(said->second, &number) && number >= 0 && number <= max) return number;
  return absl::InvalidArgumentError(StrCat(key, " must be a number from 0 to ", max, ": ", said->second));
}

absl::StatusOr<Json> AnswerFrom(std::span<const Page> pages, const ApplicationView& view,
                                std::span<const std::string> pieces, const std::map<std::string, std::string>& query) {
  for (const Page& page : pages) {
    std::optional<std::vector<std::string>> names = Match(page.path, pieces);
    if (names.has_value()) return page.answer({view, *std::move(names), query});
  }
  return absl::NotFoundError("there is no such page");
}

absl::StatusOr<int64_t> NumberIn(const std::string& name, std::string_view what) {
  int64_t number = 0;
  if (absl::SimpleAtoi(name, &number)) return number;
  return absl::NotFoundError(StrCat("unknown ", what, ": ", name));
}

std::string ToText(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace sluice
