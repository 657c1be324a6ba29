#ifndef SLUICE_ENGINE_DSTREAM_STREAM_ERROR_H_
#define SLUICE_ENGINE_DSTREAM_STREAM_ERROR_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/user_code.h"

namespace sluice {

// Why a stream has no RDD of a batch. It is thrown, since streams ask each other through functions of users.
class StreamError : public StatusException {
 public:
  explicit StreamError(absl::Status status) : status_(std::move(status)), what_(status_.message()) {}
  const char* what() const noexcept override { return what_.c_str(); }
  const absl::Status& status() const override { return status_; }

  template <class T>
  static T ValueOrThrow(absl::StatusOr<T> result) {
    if (!result.ok()) throw StreamError(result.status());
    return *std::move(result);
  }

 private:
  const absl::Status status_;
  const std::string what_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_STREAM_ERROR_H_
