#include "common/fs/objects/s3_store.h"

#include <atomic>
#include <random>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/status.h"
#include "common/fs/objects/s3_listing.h"

namespace sluice {
namespace {

constexpr int kAttempts = 4;
constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr char kPutName[] = "x-amz-meta-sluice-put";

bool IsSuccess(const StoreAnswer& answer) { return answer.status / 100 == 2; }

// The server could not, or somebody puts the same object at this moment: it may be different in a while.
bool IsPassing(const StoreAnswer& answer) {
  return answer.status >= 500 ? answer.status != 501 : answer.status == 429 || answer.status == 409;
}

std::string NewPutName() {
  static const uint64_t process = std::random_device()() | uint64_t{std::random_device()()} << 32;
  static std::atomic<int64_t> count{0};
  return absl::StrFormat("%016x-%d", process, ++count);
}

std::vector<std::string> ConditionHeaders(const PutIf& condition) {
  if (condition.is_always()) return {};
  if (condition.is_new()) return {"If-None-Match: *"};
  return {StrCat("If-Match: ", condition.version())};
}

const char* WhatToDo(int status) {
  switch (status) {
    case 401:
    case 403: return "; check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do there";
    case 404: return "; make it, or correct its name";
    case 501: return "; use a store that knows puts with If-Match and If-None-Match";
    default: return "; check endpoint_override, scheme and region in the URI, and that the server is well";
  }
}

absl::StatusCode CodeOf(int status) {
  if (status == 401 || status == 403) return absl::StatusCode::kPermissionDenied;
  const bool is_passing = status >= 500 || status == 429 || status == 409;
  return is_passing && status != 501 ? absl::StatusCode::kUnavailable : absl::StatusCode::kFailedPrecondition;
}

bool IsMissing(const StoreAnswer& answer) {
  return answer.status == 404 && TextOf(answer.body, "Code") != "NoSuchBucket";
}

}  // namespace

absl::Status S3Store::ErrorOf(const char* what, const std::string& key, const StoreAnswer& answer) const {
  const std::string_view code = TextOf(answer.body, "Code");
  const std::string_view message = TextOf(answer.body, "Message");
  return absl::Status(CodeOf(answer.status),
                      StrCat("cannot ", what, " s3://", place_.bucket, "/", key, ": ", place_.endpoint, " says ",
                             answer.status, " ", code, " ", message, WhatToDo(answer.status)));
}

absl::Status S3Store::ErrorOf(const char* what, const std::string& key, const absl::Status& error) const {
  return absl::Status(error.code(), StrCat("cannot ", what, " s3://", place_.bucket, "/", key, ": ", place_.endpoint,
                                           ": ", error.message(), WhatToDo(0)));
}

absl::StatusOr<StoreAnswer> S3Store::Ask(StoreRequest request) {
  if (!place_.session_token.empty()) request.headers.push_back("x-amz-security-token: " + place_.session_token);
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<StoreAnswer> answer = http_.Ask(request);
    const bool again = answer.ok() ? IsPassing(*answer) : absl::IsUnavailable(answer.status());
    if (!again || attempt == kAttempts) return answer;
    absl::SleepFor(kFirstPause * (1 << (attempt - 1)));
  }
}

absl::StatusOr<StoredObject> S3Store::Get(const std::string& key) {
  absl::StatusOr<StoreAnswer> answer = Ask({.method = "GET", .url = place_.UrlOf(key)});
  if (!answer.ok()) return ErrorOf("read", key, answer.status());
  if (IsMissing(*answer)) return absl::NotFoundError(StrCat("no such object: s3://", place_.bucket, "/", key));
  if (!IsSuccess(*answer)) return ErrorOf("read", key, *answer);
  return StoredObject{std::move(answer->body), answer->headers["etag"]};
}

absl::StatusOr<std::string> S3Store::GetPart(const std::string& key, int64_t offset, int64_t bytes) {
  if (bytes <= 0) return "";
  absl::StatusOr<StoreAnswer> answer = Ask({.method = "GET",
                                            .url = place_.UrlOf(key),
                                            .headers = {StrCat("Range: bytes=", offset, "-", offset + bytes - 1)}});
  if (!answer.ok()) return ErrorOf("read", key, answer.status());
  if (IsMissing(*answer)) return absl::NotFoundError(StrCat("no such object: s3://", place_.bucket, "/", key));
  if (answer->status == 416) return "";  // It ends before.
  if (answer->status != 206) return ErrorOf("read a part of", key, *answer);
  return std::move(answer->body);
}

absl::StatusOr<std::string> S3Store::VersionOfPut(const std::string& key, const std::string& put) {
  absl::StatusOr<StoreAnswer> answer = Ask({.method = "HEAD", .url = place_.UrlOf(key)});
  if (!answer.ok()) return ErrorOf("look at", key, answer.status());
  if (answer->status == 404) return "";
  if (!IsSuccess(*answer)) return ErrorOf("look at", key, *answer);
  return answer->headers[kPutName] == put ? answer->headers["etag"] : "";
}

absl::StatusOr<std::string> S3Store::Put(const std::string& key, std::string_view bytes, const PutIf& condition) {
  const std::string put = NewPutName();
  StoreRequest request{
      .method = "PUT", .url = place_.UrlOf(key), .headers = ConditionHeaders(condition), .body = bytes};
  request.headers.push_back("Content-Type: application/octet-stream");
  request.headers.push_back(StrCat(kPutName, ": ", put));
  absl::StatusOr<StoreAnswer> answer = Ask(std::move(request));
  if (!answer.ok()) return ErrorOf("write", key, answer.status());
  if (IsSuccess(*answer)) return answer->headers["etag"];
  const bool is_refused = !condition.is_always() && (answer->status == 412 || IsMissing(*answer));
  if (!is_refused) return ErrorOf("write", key, *answer);
  SLUICE_ASSIGN_OR_RETURN(const std::string version, VersionOfPut(key, put));
  if (!version.empty()) return version;  // An attempt whose answer was lost has put it.
  return absl::AbortedError(StrCat("somebody else has written s3://", place_.bucket, "/", key, " meanwhile"));
}

absl::Status S3Store::Remove(const std::string& key) {
  const absl::StatusOr<StoreAnswer> answer = Ask({.method = "DELETE", .url = place_.UrlOf(key)});
  if (!answer.ok()) return ErrorOf("remove", key, answer.status());
  return IsSuccess(*answer) || IsMissing(*answer) ? absl::OkStatus() : ErrorOf("remove", key, *answer);
}

// Options are in the order in which they are signed.
absl::StatusOr<std::vector<ListedObject>> S3Store::List(const std::string& prefix, ListDepth depth) {
  std::vector<ListedObject> objects;
  S3Page page;
  do {
    const std::string from =
        page.next.empty() ? "" : StrCat("continuation-token=", PercentEncoded(page.next, false), "&");
    const std::string url = StrCat(place_.url, "?", from, depth == ListDepth::kFolder ? "delimiter=%2F&" : "",
                                   "encoding-type=url&list-type=2&prefix=", PercentEncoded(prefix, false));
    const absl::StatusOr<StoreAnswer> answer = Ask({.method = "GET", .url = url});
    if (!answer.ok()) return ErrorOf("list", prefix, answer.status());
    if (!IsSuccess(*answer)) return ErrorOf("list", prefix, *answer);
    absl::StatusOr<S3Page> parsed = ParseS3Page(answer->body);
    if (!parsed.ok()) return ErrorOf("list", prefix, parsed.status());
    page = *std::move(parsed);
    objects.insert(objects.end(), page.objects.begin(), page.objects.end());
  } while (!page.next.empty());
  return objects;
}

}  // namespace sluice
