#include "driver/web/page_answers.h"

#include <utility>

#include "common/base/str_cat.h"

namespace sluice {
namespace {

int HttpStatusOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kNotFound: return 404;
    case absl::StatusCode::kInvalidArgument: return 400;
    case absl::StatusCode::kPermissionDenied: return 403;
    case absl::StatusCode::kUnavailable: return 503;
    default: return 500;
  }
}

}  // namespace

// What another process says is no status of HTTP unless it is one.
HttpResponse ToHttp(PageAnswer answer) {
  const bool is_status = answer.status >= 200 && answer.status <= 599;
  return {.status = is_status ? answer.status : 500,
          .content_type = std::move(answer.content_type),
          .body = std::move(answer.body)};
}

PageAnswer PageError(int status, std::string_view text) {
  HttpResponse error = HttpError(status, text);
  return {.status = error.status, .content_type = std::move(error.content_type), .body = std::move(error.body)};
}

PageAnswer PageError(const absl::Status& error) {
  return PageError(HttpStatusOf(error.code()), ToStd(error.message()));
}

}  // namespace sluice
