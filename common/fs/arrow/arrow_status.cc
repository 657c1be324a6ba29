#include "common/fs/arrow/arrow_status.h"

#include <arrow/util/io_util.h>

#include "common/base/str_cat.h"
#include "common/fs/file_uri.h"

namespace sluice {
namespace {

struct Meaning {
  std::string_view text;
  absl::StatusCode code;
  std::string_view advice;
};

constexpr std::string_view kCredentials =
    " (check the credentials on every machine, for s3 AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and what they "
    "allow)";
constexpr std::string_view kUnreachable = " (check endpoint_override and scheme in the URI, and that the server runs)";

// The first that is found holds.
constexpr Meaning kMeanings[] = {
    {"NO_SUCH_BUCKET", absl::StatusCode::kNotFound, " (make the bucket, or correct its name)"},
    {"does not exist", absl::StatusCode::kNotFound, ""},
    {"NO_SUCH_KEY", absl::StatusCode::kNotFound, ""},
    {"status 404", absl::StatusCode::kNotFound, ""},
    {"ACCESS_DENIED", absl::StatusCode::kPermissionDenied, kCredentials},
    {"INVALID_ACCESS_KEY", absl::StatusCode::kPermissionDenied, kCredentials},
    {"INVALID_CLIENT_TOKEN", absl::StatusCode::kPermissionDenied, kCredentials},
    {"SIGNATURE", absl::StatusCode::kPermissionDenied, kCredentials},
    {"credentials", absl::StatusCode::kPermissionDenied, kCredentials},
    {"status 401", absl::StatusCode::kPermissionDenied, kCredentials},
    {"status 403", absl::StatusCode::kPermissionDenied, kCredentials},
    {"Unrecognized filesystem type", absl::StatusCode::kInvalidArgument,
     " (known are s3, gs, hdfs, viewfs, abfs, abfss, mock, and paths on a disk)"},
    {"NETWORK_CONNECTION", absl::StatusCode::kUnavailable, kUnreachable},
    {"onnect", absl::StatusCode::kUnavailable, kUnreachable},
};

absl::StatusCode CodeOf(const arrow::Status& status) {
  if (int error = arrow::internal::ErrnoFromStatus(status); error != 0) return absl::ErrnoToStatusCode(error);
  if (status.IsInvalid() || status.IsNotImplemented()) return absl::StatusCode::kInvalidArgument;
  return absl::StatusCode::kUnavailable;
}

}  // namespace

absl::Status FromArrow(const arrow::Status& status, std::string_view what, const std::string& path) {
  if (status.ok()) return absl::OkStatus();
  absl::StatusCode code = CodeOf(status);
  std::string_view advice;
  for (const Meaning& meaning : kMeanings) {
    if (status.message().find(meaning.text) == std::string::npos) continue;
    code = meaning.code;
    advice = meaning.advice;
    break;
  }
  return absl::Status(code, ToAbsl(StrCat("cannot ", what, " ", WithoutSecrets(path), ": ", status.message(), advice)));
}

}  // namespace sluice
