#include "common/fs/file_uri.h"

#include <algorithm>
#include <filesystem>

namespace sluice {
namespace {

constexpr std::string_view kAfterScheme = "://";

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsSchemeCharacter(char c) { return IsLower(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'; }
bool IsOptionCharacter(char c) { return IsLower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// Whether "name=" comes first.
bool BeginsWithOption(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), IsOptionCharacter);
  return end != text.begin() && end != text.end() && *end == '=';
}

size_t OptionsOf(std::string_view uri) {
  size_t at = uri.find('?');
  while (at != uri.npos && !BeginsWithOption(uri.substr(at + 1))) at = uri.find('?', at + 1);
  return std::min(at, uri.size());
}

}  // namespace

bool IsFileUri(std::string_view path) {
  const size_t end = path.find(kAfterScheme);
  if (end == path.npos || end == 0 || !IsLower(path[0])) return false;
  const std::string_view scheme = path.substr(0, end);
  return scheme != "file" && std::all_of(scheme.begin(), scheme.end(), IsSchemeCharacter);
}

FileUri ParseFileUri(std::string_view uri) {
  const size_t options = OptionsOf(uri);
  const size_t scheme = uri.find(kAfterScheme);
  const size_t authority = scheme + kAfterScheme.size();
  const size_t path = std::min(uri.find('/', authority), options);
  return {.scheme = std::string(uri.substr(0, scheme)),
          .authority = std::string(uri.substr(authority, path - authority)),
          .path = std::string(uri.substr(path, options - path)),
          .options = std::string(uri.substr(options))};
}

std::string AbsolutePath(std::string_view path) {
  if (IsFileUri(path)) return std::string(path);
  for (std::string_view scheme : {"file://", "file:"}) {
    if (path.starts_with(scheme)) path.remove_prefix(scheme.size());
  }
  return std::filesystem::absolute(path).string();
}

std::string_view WithoutOptions(std::string_view path) {
  return IsFileUri(path) ? path.substr(0, OptionsOf(path)) : path;
}

std::string ChildPath(std::string_view folder, std::string_view name) {
  const std::string_view path = WithoutOptions(folder);
  std::string child(path);
  if (!child.ends_with('/')) child += '/';
  child += name;
  child += folder.substr(path.size());
  return child;
}

std::string_view FileName(std::string_view path) {
  path = WithoutOptions(path);
  return path.substr(path.rfind('/') + 1);
}

std::string WithoutSecrets(std::string_view path) {
  path = WithoutOptions(path);
  if (!IsFileUri(path)) return std::string(path);
  const size_t authority = path.find(kAfterScheme) + kAfterScheme.size();
  const size_t at = path.substr(0, path.find('/', authority)).find_last_of('@');
  const bool has_secret = at != path.npos && path.substr(authority, at - authority).find(':') != path.npos;
  if (!has_secret) return std::string(path);
  return std::string(path.substr(0, authority)) + std::string(path.substr(at + 1));
}

std::string QualifiedPath(std::string_view path) { return (IsFileUri(path) ? "" : "file:") + WithoutSecrets(path); }

}  // namespace sluice
