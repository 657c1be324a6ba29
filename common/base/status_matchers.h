#ifndef SLUICE_COMMON_BASE_STATUS_MATCHERS_H_
#define SLUICE_COMMON_BASE_STATUS_MATCHERS_H_

#include <ostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"

namespace sluice {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <class T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// EXPECT_THAT(store.Put(id, block), IsOk()). There is no "is not OK" on purpose: expect the specific error.
MATCHER(IsOk, negation ? "is an error" : "is OK") {
  *result_listener << StatusOf(arg);
  return StatusOf(arg).ok();
}

// EXPECT_THAT(Parse("x"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"x\""))).
MATCHER_P2(StatusIs, code, message, "") {
  *result_listener << StatusOf(arg);
  return StatusOf(arg).code() == code &&
         testing::SafeMatcherCast<std::string>(message).Matches(std::string(StatusOf(arg).message()));
}
template <class Code>
auto StatusIs(Code code) {
  return StatusIs(code, testing::_);
}

// EXPECT_THAT(Parse("12"), IsOkAndHolds(12)).
MATCHER_P(IsOkAndHolds, value, "") {
  if (!arg.ok()) {
    *result_listener << arg.status();
    return false;
  }
  return testing::ExplainMatchResult(value, *arg, result_listener);
}

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_STATUS_MATCHERS_H_
