#include "driver/pages/answer.h"

#include <nlohmann/json.hpp>

#include "common/base/str_cat.h"

namespace sluice {

PageAnswer Answer(const ApplicationView&, const PageQuestion& question) {
  const nlohmann::json body{{"error", StrCat("there is nothing at ", question.path)}};
  return {.status = 404, .body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

}  // namespace sluice
