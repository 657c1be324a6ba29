#include "driver/pages/answer.h"

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "common/base/str_cat.h"
#include "driver/pages/own_pages.h"
#include "driver/pages/spark/spark_pages.h"

namespace sluice {
namespace {

using Pieces = std::span<const std::string>;

// "api", "v1", "applications"; what follows is the application and what is asked of it.
bool BeginsWith(Pieces pieces, std::initializer_list<const char*> words) {
  return pieces.size() >= words.size() && std::equal(words.begin(), words.end(), pieces.begin());
}

int StatusOf(const absl::Status& error) {
  if (absl::IsNotFound(error)) return 404;
  return absl::IsInvalidArgument(error) ? 400 : 500;
}

// Spark says it in plain text.
PageAnswer SparkAnswer(const absl::StatusOr<Json>& json) {
  if (json.ok()) return {.body = ToText(*json)};
  return {
      .status = StatusOf(json.status()), .content_type = "text/plain", .body = std::string(json.status().message())};
}

PageAnswer OwnAnswer(const absl::StatusOr<Json>& json) {
  if (json.ok()) return {.body = ToText(*json)};
  const Json error{{"error", std::string(json.status().message())}};
  return {.status = StatusOf(json.status()), .body = ToText(error)};
}

absl::StatusOr<Json> AnswerOf(std::span<const Page> pages, const ApplicationView& view, Pieces pieces,
                              const PageQuestion& question) {
  const bool is_this_one = !pieces.empty() && pieces.front() == view.id;
  if (!is_this_one) return absl::NotFoundError(StrCat("unknown app: ", pieces.empty() ? "" : pieces.front()));
  return AnswerFrom(pages, view, pieces.subspan(1), question.query);
}

absl::StatusOr<Json> SparkAnswerOf(const ApplicationView& view, Pieces pieces, const PageQuestion& question) {
  if (pieces.empty()) return Json::array({SparkApplication(view)});
  return AnswerOf(SparkPages(), view, pieces, question);
}

}  // namespace

PageAnswer Answer(const ApplicationView& view, const PageQuestion& question) {
  const std::vector<std::string> path = absl::StrSplit(question.path, '/', absl::SkipEmpty());
  const Pieces pieces(path);
  if (BeginsWith(pieces, {"api", "v1", "applications"})) {
    return SparkAnswer(SparkAnswerOf(view, pieces.subspan(3), question));
  }
  if (BeginsWith(pieces, {"api", "sluice", "v1", "applications"})) {
    return OwnAnswer(AnswerOf(OwnPages(), view, pieces.subspan(4), question));
  }
  return OwnAnswer(absl::NotFoundError("there is no such page"));
}

}  // namespace sluice
