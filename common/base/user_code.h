#ifndef SLUICE_COMMON_BASE_USER_CODE_H_
#define SLUICE_COMMON_BASE_USER_CODE_H_

#include <exception>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sluice {

// An exception that knows what it is as a status.
class StatusException : public std::exception {
 public:
  virtual const absl::Status& status() const = 0;
};

// What was thrown: the status of a StatusException, else ABORTED with its words. REQUIRES: called while it is caught.
absl::Status StatusOfException();

// What `user_code` returns (a status, a StatusOr, or nothing, which is OK), or what it throws. User code is called by
// this alone, so that one failure has one code wherever it happens.
template <class UserCode>
auto CallUserCode(UserCode&& user_code) {
  using Returned = std::invoke_result_t<UserCode>;
  using Result = std::conditional_t<std::is_void_v<Returned>, absl::Status, Returned>;
  try {
    if constexpr (std::is_void_v<Returned>) {
      user_code();
      return Result();
    } else {
      return Result(user_code());
    }
  } catch (...) {
    return Result(StatusOfException());
  }
}

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_USER_CODE_H_
