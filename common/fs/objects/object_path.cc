#include "common/fs/objects/object_path.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

constexpr std::string_view kView = "view=";
constexpr std::string_view kNewest = "newest";

// Where the value of the view begins and ends; both are npos if there is none.
std::pair<size_t, size_t> FindView(std::string_view path) {
  if (!IsFileUri(path)) return {path.npos, path.npos};
  for (const char before : {'?', '&'}) {
    const size_t at = path.find(StrCat(std::string(1, before), kView));
    if (at == path.npos) continue;
    const size_t begin = at + 1 + kView.size();
    return {begin, std::min(path.find('/', begin), path.size())};
  }
  return {path.npos, path.npos};
}

}  // namespace

std::string ObjectPath::Prefix() const {
  std::string_view path = directory.path;
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  return path.empty() ? "" : StrCat(path, "/");
}

std::string ObjectPath::Text() const {
  const std::string root = WithoutSecrets(StrCat(directory.scheme, "://", directory.authority, directory.path));
  return name.empty() ? root : ChildPath(root, name);
}

bool IsObjectPath(std::string_view path) { return FindView(path).first != path.npos; }

ObjectPath ParseObjectPath(std::string_view path) {
  const auto [begin, end] = FindView(path);
  ObjectPath parsed;
  parsed.directory = ParseFileUri(path.substr(0, begin - kView.size() - 1));
  int64_t view = 0;
  if (absl::SimpleAtoi(ToAbsl(path.substr(begin, end - begin)), &view)) parsed.view = view;
  parsed.name = std::string(path.substr(std::min(end + 1, path.size())));
  return parsed;
}

std::string InNewestView(std::string_view uri) {
  const bool has_options = WithoutOptions(uri).size() < uri.size();
  return StrCat(uri, has_options ? "&" : "?", kView, kNewest);
}

std::string InViewOf(int64_t holder, const std::string& path) {
  const auto [begin, end] = FindView(path);
  if (begin == path.npos) return path;
  return StrCat(path.substr(0, begin), holder, path.substr(end));
}

std::string UriOf(const std::string& path) {
  if (!IsObjectPath(path)) return path;
  const ObjectPath parsed = ParseObjectPath(path);
  const FileUri& directory = parsed.directory;
  const std::string root = StrCat(directory.scheme, "://", directory.authority, directory.path, directory.options);
  return parsed.name.empty() ? root : ChildPath(root, parsed.name);
}

}  // namespace sluice
