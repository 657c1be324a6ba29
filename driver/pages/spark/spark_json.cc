#include "driver/pages/spark/spark_json.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "common/base/str_cat.h"
#include "driver/pages/known.h"

namespace sluice {

void AddTime(Json& json, const char* key, absl::Time time) {
  if (HasCome(time)) json[key] = SparkTime(time);
}

void AddMillis(Json& json, const char* key, absl::Duration duration) {
  const bool is_known = duration != absl::InfiniteDuration() && duration != -absl::InfiniteDuration();
  if (is_known) json[key] = absl::ToInt64Milliseconds(duration);
}

absl::StatusOr<bool> IsAskedFor(const PageRequest& request, std::string_view status,
                                std::initializer_list<std::string_view> known) {
  const auto asked = request.query.find("status");
  if (asked == request.query.end()) return true;
  const std::string wanted = absl::AsciiStrToUpper(asked->second);
  if (std::find(known.begin(), known.end(), wanted) != known.end()) return wanted == status;
  return absl::NotFoundError(StrCat("unknown status: ", asked->second));
}

}  // namespace sluice
