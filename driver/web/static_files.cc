#include "driver/web/static_files.h"

#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "common/base/crc32c.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

constexpr char kIndex[] = "index.html";
constexpr std::string_view kBelow = "/static/";

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kTypes = {{
    {".css", "text/css; charset=utf-8"},
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".txt", "text/plain; charset=utf-8"},
}};

std::string TypeOf(const std::string& name) {
  for (const auto& [ending, type] : kTypes) {
    if (name.ends_with(ending)) return std::string(type);
  }
  return "application/octet-stream";
}

// Of the cluster, or of something in it.
bool IsView(const std::string& path) {
  return path == "/" || path == "/cluster" || path == "/applications" || path.starts_with("/applications/");
}

}  // namespace

StaticFiles::StaticFiles(std::span<const PageFile> files) {
  for (const PageFile& file : files) {
    const uint32_t crc = Crc32c(file.bytes);
    files_[std::string(file.name)] = {file.bytes, absl::StrFormat("\"%x-%08x\"", file.bytes.size(), crc)};
  }
}

std::optional<HttpResponse> StaticFiles::Answer(const HttpRequest& request) const {
  if (files_.contains(kIndex) && IsView(request.path)) return AnswerWith(kIndex, request);
  if (!request.path.starts_with(kBelow)) return std::nullopt;
  const std::string name = request.path.substr(kBelow.size());
  if (!files_.contains(name)) return HttpError(404, StrCat("there is no file ", name));
  return AnswerWith(name, request);
}

HttpResponse StaticFiles::AnswerWith(const std::string& name, const HttpRequest& request) const {
  const File& file = files_.at(name);
  HttpResponse response = {.content_type = TypeOf(name),
                           .headers = {{"Cache-Control", "no-cache"}, {"ETag", file.tag}}};
  const auto known = request.headers.find("if-none-match");
  const bool is_known = known != request.headers.end() && absl::StrContains(known->second, file.tag);
  if (is_known) response.status = 304;
  if (!is_known) response.body = std::string(file.bytes);
  return response;
}

}  // namespace sluice
