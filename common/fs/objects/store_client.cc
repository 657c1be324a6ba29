#include "common/fs/objects/store_client.h"

#include <curl/curl.h>
#include <dlfcn.h>

#include <algorithm>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "common/base/status.h"

namespace sluice {
namespace {

constexpr long kConnectMillis = 3000;
constexpr long kSilentSeconds = 5;

struct Curl {
  decltype(&curl_global_init) global_init = nullptr;
  decltype(&curl_easy_init) init = nullptr;
  decltype(&curl_easy_reset) reset = nullptr;
  decltype(&curl_easy_setopt) setopt = nullptr;
  decltype(&curl_easy_perform) perform = nullptr;
  decltype(&curl_easy_getinfo) getinfo = nullptr;
  decltype(&curl_easy_strerror) strerror = nullptr;
  decltype(&curl_easy_cleanup) cleanup = nullptr;
  decltype(&curl_slist_append) append = nullptr;
  decltype(&curl_slist_free_all) free_all = nullptr;
};

template <class Function>
bool Find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

absl::StatusOr<Curl> Load() {
  Curl curl;
  void* const library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  const bool is_there =
      library != nullptr && Find(library, "curl_global_init", curl.global_init) &&
      Find(library, "curl_easy_init", curl.init) && Find(library, "curl_easy_reset", curl.reset) &&
      Find(library, "curl_easy_setopt", curl.setopt) && Find(library, "curl_easy_perform", curl.perform) &&
      Find(library, "curl_easy_getinfo", curl.getinfo) && Find(library, "curl_easy_strerror", curl.strerror) &&
      Find(library, "curl_easy_cleanup", curl.cleanup) && Find(library, "curl_slist_append", curl.append) &&
      Find(library, "curl_slist_free_all", curl.free_all) && curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  if (is_there) return curl;
  const char* const problem = dlerror();
  return absl::FailedPreconditionError(
      StrCat("a checkpoint directory in an object store needs libcurl on this machine, and it cannot be loaded: ",
             problem == nullptr ? "it does not start" : problem, " (Debian's package is libcurl4)"));
}

const absl::StatusOr<Curl>& LoadedCurl() {
  static const auto* const curl = new absl::StatusOr<Curl>(Load());
  return *curl;
}

size_t TakeBody(char* bytes, size_t size, size_t count, void* answer) {
  static_cast<StoreAnswer*>(answer)->body.append(bytes, size * count);
  return size * count;
}

size_t TakeHeader(char* bytes, size_t size, size_t count, void* answer) {
  const std::string_view line(bytes, size * count);
  const size_t colon = line.find(':');
  if (colon == line.npos) return line.size();
  const std::string name = absl::AsciiStrToLower(ToAbsl(line.substr(0, colon)));
  const auto value = absl::StripAsciiWhitespace(ToAbsl(line.substr(colon + 1)));
  static_cast<StoreAnswer*>(answer)->headers[name] = std::string(value);
  return line.size();
}

void SetMethod(const Curl& curl, CURL* handle, const StoreRequest& request) {
  if (request.method == "GET") {
    curl.setopt(handle, CURLOPT_HTTPGET, 1L);
  } else if (request.method == "HEAD") {
    curl.setopt(handle, CURLOPT_NOBODY, 1L);
  } else {
    const bool has_body = request.method == "PUT";  // Then curl signs it too.
    if (has_body) curl.setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    if (has_body) curl.setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
    curl.setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

void SetLimits(const Curl& curl, CURL* handle) {
  curl.setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl.setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, kConnectMillis);
  curl.setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);  // Bytes a second.
  curl.setopt(handle, CURLOPT_LOW_SPEED_TIME, kSilentSeconds);
  curl.setopt(handle, CURLOPT_EXPECT_100_TIMEOUT_MS, 1000L);
  curl.setopt(handle, CURLOPT_TCP_NODELAY, 1L);
}

}  // namespace

StoreClient::~StoreClient() {
  for (void* handle : idle_) LoadedCurl()->cleanup(handle);
}

absl::StatusOr<StoreAnswer> StoreClient::Ask(const StoreRequest& request) {
  SLUICE_RETURN_IF_ERROR(LoadedCurl().status());
  const Curl& curl = *LoadedCurl();
  CURL* handle = nullptr;
  {
    MutexLock lock(&mu_);
    if (!idle_.empty()) {
      handle = idle_.back();
      idle_.pop_back();
    }
  }
  if (handle == nullptr) handle = curl.init();
  if (handle == nullptr) return absl::UnavailableError("libcurl has no memory for a request");
  curl.reset(handle);  // It keeps its connections.
  curl_slist* headers = nullptr;
  for (const std::string& header : request.headers) headers = curl.append(headers, header.c_str());
  StoreAnswer answer;
  SetMethod(curl, handle, request);
  SetLimits(curl, handle);
  curl.setopt(handle, CURLOPT_URL, request.url.c_str());
  curl.setopt(handle, CURLOPT_PATH_AS_IS, 1L);
  curl.setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl.setopt(handle, CURLOPT_AWS_SIGV4, StrCat("aws:amz:", signer_.region, ":s3").c_str());
  curl.setopt(handle, CURLOPT_USERNAME, signer_.key.c_str());
  curl.setopt(handle, CURLOPT_PASSWORD, signer_.secret.c_str());
  curl.setopt(handle, CURLOPT_WRITEFUNCTION, TakeBody);
  curl.setopt(handle, CURLOPT_WRITEDATA, &answer);
  curl.setopt(handle, CURLOPT_HEADERFUNCTION, TakeHeader);
  curl.setopt(handle, CURLOPT_HEADERDATA, &answer);
  const CURLcode code = curl.perform(handle);
  long status = 0;
  curl.getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  curl.free_all(headers);
  {
    MutexLock lock(&mu_);
    idle_.push_back(handle);
  }
  if (code != CURLE_OK) return absl::UnavailableError(StrCat("no answer: ", curl.strerror(code)));
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace sluice
