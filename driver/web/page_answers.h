#ifndef SLUICE_DRIVER_WEB_PAGE_ANSWERS_H_
#define SLUICE_DRIVER_WEB_PAGE_ANSWERS_H_

#include <string_view>

#include "absl/status/status.h"
#include "common/http/http_message.h"
#include "driver/pages/page_question.h"

namespace sluice {

HttpResponse ToHttp(PageAnswer answer);
// {"error": "…"}
PageAnswer PageError(int status, std::string_view text);
// The status that HTTP has for it, with its message.
PageAnswer PageError(const absl::Status& error);

}  // namespace sluice

#endif  // SLUICE_DRIVER_WEB_PAGE_ANSWERS_H_
