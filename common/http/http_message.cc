#include "common/http/http_message.h"

#include <nlohmann/json.hpp>

namespace sluice {

HttpResponse HttpError(int status, std::string_view text) {
  const nlohmann::json error = {{"error", text}};
  return {.status = status,
          .content_type = "application/json",
          .body = error.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

}  // namespace sluice
