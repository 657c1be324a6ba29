#include "common/fs/arrow/arrow_roots.h"

#include <arrow/filesystem/filesystem.h>
#include <arrow/util/config.h>
#ifdef ARROW_GCS
#include <arrow/filesystem/gcsfs.h>
#endif
#ifdef ARROW_S3
#include <arrow/filesystem/s3fs.h>
#endif

#include <cstdlib>
#include <string_view>
#include <utility>

#include "common/base/status.h"
#include "common/fs/arrow/arrow_status.h"
#include "common/fs/file_uri.h"

namespace sluice {
namespace {

using Opened = arrow::Result<std::shared_ptr<arrow::fs::FileSystem>>;

constexpr double kConnectSeconds = 5;
constexpr double kSilentSeconds = 10;
constexpr int kAttempts = 3;
constexpr double kRetrySeconds = 30;

#ifdef ARROW_S3
void EndS3() { (void)arrow::fs::EnsureS3Finalized(); }

// The handler must run before the destructors of what it needs, and they run in the opposite order of construction.
// Some of that Arrow constructs with its first client only: so one comes first that talks to nobody.
arrow::Status StartS3() {
  ARROW_RETURN_NOT_OK(arrow::fs::EnsureS3Initialized());
  arrow::fs::S3Options nobody = arrow::fs::S3Options::Anonymous();
  nobody.region = "us-east-1";  // Else it is looked for.
  ARROW_RETURN_NOT_OK(arrow::fs::S3FileSystem::Make(nobody).status());
  std::atexit(EndS3);
  return arrow::Status::OK();
}

Opened OpenS3(const std::string& uri, std::string& path) {
  static const auto* const started = new arrow::Status(StartS3());
  ARROW_RETURN_NOT_OK(*started);
  ARROW_ASSIGN_OR_RAISE(arrow::fs::S3Options options, arrow::fs::S3Options::FromUri(uri, &path));
  options.connect_timeout = kConnectSeconds;
  options.request_timeout = kSilentSeconds;
  options.retry_strategy = arrow::fs::S3RetryStrategy::GetAwsStandardRetryStrategy(kAttempts);
  return arrow::fs::S3FileSystem::Make(options);
}
#endif

#ifdef ARROW_GCS
Opened OpenGcs(const std::string& uri, std::string& path) {
  ARROW_ASSIGN_OR_RAISE(arrow::fs::GcsOptions options, arrow::fs::GcsOptions::FromUri(uri, &path));
  if (!options.retry_limit_seconds.has_value()) options.retry_limit_seconds = kRetrySeconds;
  return arrow::fs::GcsFileSystem::Make(options);
}
#endif

Opened Open(const FileUri& root, const std::string& uri, std::string& path) {
#ifdef ARROW_S3
  if (root.scheme == "s3") return OpenS3(uri, path);
#endif
#ifdef ARROW_GCS
  if (root.scheme == "gs" || root.scheme == "gcs") return OpenGcs(uri, path);
#endif
  return arrow::fs::FileSystemFromUri(uri, &path);
}

bool HasObjects(std::string_view scheme) {
  return scheme == "s3" || scheme == "gs" || scheme == "gcs" || scheme == "abfs" || scheme == "abfss";
}

// Programs come from Hadoop with its names.
std::string SchemeOf(const std::string& scheme) { return scheme == "s3a" || scheme == "s3n" ? "s3" : scheme; }

}  // namespace

absl::StatusOr<ArrowRoot> OpenArrowRoot(const std::string& uri) {
  FileUri root = ParseFileUri(uri);
  root.scheme = SchemeOf(root.scheme);
  ArrowRoot opened{.has_objects = HasObjects(root.scheme)};
  // Arrow takes a URI of a bucket only without a '/', one of nothing only with it.
  const std::string_view slash = root.authority.empty() ? "/" : "";
  auto files = Open(root, StrCat(root.scheme, "://", root.authority, slash, root.options), opened.path);
  if (!files.ok()) return FromArrow(files.status(), "open", uri);
  opened.files = *std::move(files);
  return opened;
}

}  // namespace sluice
