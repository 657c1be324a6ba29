#ifndef SLUICE_COMMON_BASE_STATUS_H_
#define SLUICE_COMMON_BASE_STATUS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/str_cat.h"

namespace sluice {

// The same code with "what: " before the message, of one argument or more; OK stays OK.
template <class... What>
absl::Status Annotate(const absl::Status& status, const What&... what) {
  if (status.ok()) return status;
  return absl::Status(status.code(), StrCat(what..., ": ", status.message()));
}

}  // namespace sluice

#define SLUICE_RETURN_IF_ERROR(expression)           \
  do {                                               \
    absl::Status sluice_status_ = (expression);      \
    if (!sluice_status_.ok()) return sluice_status_; \
  } while (false)

#define SLUICE_CONCAT_INNER_(a, b) a##b
#define SLUICE_CONCAT_(a, b) SLUICE_CONCAT_INNER_(a, b)

// SLUICE_ASSIGN_OR_RETURN(auto block, store.Get(id));
#define SLUICE_ASSIGN_OR_RETURN(left, expression) \
  SLUICE_ASSIGN_OR_RETURN_IMPL_(SLUICE_CONCAT_(sluice_or_, __LINE__), left, expression)
#define SLUICE_ASSIGN_OR_RETURN_IMPL_(temporary, left, expression) \
  auto temporary = (expression);                                   \
  if (!temporary.ok()) return temporary.status();                  \
  left = std::move(temporary).value()

#endif  // SLUICE_COMMON_BASE_STATUS_H_
