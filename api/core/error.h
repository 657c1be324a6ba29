#ifndef SLUICE_API_CORE_ERROR_H_
#define SLUICE_API_CORE_ERROR_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/user_code.h"

namespace sluice {

// The only thing that the API throws: a mistake in its use, or a job that failed for good. what() says what to do.
class Error : public StatusException {
 public:
  explicit Error(absl::Status status) : status_(std::move(status)), what_(status_.message()) {}

  const char* what() const noexcept override { return what_.c_str(); }
  const absl::Status& status() const override { return status_; }

 private:
  absl::Status status_;
  std::string what_;
};

}  // namespace sluice

namespace sluice::internal {

inline void ThrowIfError(const absl::Status& status) {
  if (!status.ok()) throw Error(status);
}
template <class T>
T ValueOrThrow(absl::StatusOr<T> result) {
  ThrowIfError(result.status());
  return *std::move(result);
}

}  // namespace sluice::internal

#endif  // SLUICE_API_CORE_ERROR_H_
