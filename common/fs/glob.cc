#include "common/fs/glob.h"

#include <fnmatch.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "absl/strings/str_split.h"
#include "common/base/status.h"
#include "common/fs/file_uri.h"
#include "common/fs/glob_items.h"
#include "common/fs/visible_file.h"

namespace sluice {
namespace {

// The '}' or ',' that ends an alternative which begins at `at`; npos: none does.
size_t EndOfAlternative(std::string_view pattern, size_t at) {
  int depth = 0;
  for (GlobItems items(pattern, at); !items.done(); items.Next()) {
    const char item = items.first();
    if (depth == 0 && (item == '}' || item == ',')) return items.at();
    if (item == '{') ++depth;
    if (item == '}') --depth;
  }
  return std::string_view::npos;
}

size_t FirstBrace(std::string_view pattern) {
  GlobItems items(pattern);
  while (!items.done() && items.first() != '{') items.Next();
  return items.done() ? std::string_view::npos : items.at();
}

// Beyond, nobody can have meant it. A step expands one pair of braces, or finds none.
constexpr size_t kPatternBytesMax = 16 << 10;
constexpr size_t kPathsMax = 10'000;
constexpr size_t kStepsMax = 2 * kPathsMax;

// Of "a{b,c}", the patterns "ab" and "ac"; none, if there are no braces. Braces that do not end stand for themselves.
std::vector<std::string> ExpandFirstBraces(const std::string& pattern) {
  const size_t open = FirstBrace(pattern);
  std::vector<std::string> expanded;
  size_t at = open;
  while (at != pattern.npos && (at == open || pattern[at] == ',')) {
    const size_t end = EndOfAlternative(pattern, at + 1);
    if (end == pattern.npos) return {};
    expanded.push_back(StrCat(pattern.substr(0, open), std::string_view(pattern).substr(at + 1, end - at - 1)));
    at = end;
  }
  for (std::string& alternative : expanded) alternative += pattern.substr(at + 1);
  return expanded;
}

absl::StatusOr<std::vector<std::string>> ExpandBraces(const std::string& pattern) {
  std::vector<std::string> expanded, next = {pattern};  // The first one last.
  for (size_t steps = 1; !next.empty(); ++steps) {
    const std::string path = std::move(next.back());
    next.pop_back();
    std::vector<std::string> alternatives = ExpandFirstBraces(path);
    if (alternatives.empty()) expanded.push_back(path);
    std::move(alternatives.rbegin(), alternatives.rend(), std::back_inserter(next));
    if (expanded.size() + next.size() > kPathsMax || steps > kStepsMax) {
      return absl::InvalidArgumentError(StrCat("a path with braces that stand for more than ", kPathsMax,
                                               " paths, or lie too deep in each other: ", WithoutSecrets(pattern)));
    }
  }
  return expanded;
}

bool Matches(const std::string& pattern, const std::string& name) {
  return fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) == 0 && (IsVisibleFile(name) || !IsVisibleFile(pattern));
}

bool HasWildcard(std::string_view name) { return name.find_first_of("*?[\\") != name.npos; }

class Walk {
 public:
  // `names` follow `root` in what is looked for.
  Walk(FileSystem& files, std::vector<std::string> names, std::vector<FoundFile>& found)
      : files_(files), names_(std::move(names)), found_(found) {}

  absl::Status From(std::string folder, size_t next) {
    while (next < names_.size() && !HasWildcard(names_[next])) folder = ChildPath(folder, names_[next++]);
    absl::StatusOr<FoundFile> there = files_.Look(folder);
    if (absl::IsNotFound(there.status()) || absl::IsFailedPrecondition(there.status())) return absl::OkStatus();
    SLUICE_RETURN_IF_ERROR(there.status());
    if (next == names_.size()) {
      found_.push_back(*std::move(there));
      return absl::OkStatus();
    }
    return there->is_folder ? Into(folder, next) : absl::OkStatus();
  }

 private:
  absl::Status Into(const std::string& folder, size_t next) {
    const bool is_last = next + 1 == names_.size();
    std::vector<FoundFile> matches;
    SLUICE_RETURN_IF_ERROR(files_.List(folder, [&](FoundFile file) {
      const std::string name(FileName(file.path));
      if (!is_last && !file.is_folder) return;
      if (Matches(names_[next], name)) matches.push_back(std::move(file));
    }));
    for (FoundFile& match : matches) {
      if (is_last) {
        found_.push_back(std::move(match));
      } else {
        SLUICE_RETURN_IF_ERROR(From(std::move(match.path), next + 1));
      }
    }
    return absl::OkStatus();
  }

  FileSystem& files_;
  const std::vector<std::string> names_;
  std::vector<FoundFile>& found_;
};

// Where the names of a path begin, and they.
std::pair<std::string, std::vector<std::string>> RootAndNames(const std::string& path) {
  if (!IsFileUri(path)) return {path.starts_with('/') ? "/" : ".", absl::StrSplit(path, '/', absl::SkipEmpty())};
  const FileUri uri = ParseFileUri(path);
  return {StrCat(uri.scheme, "://", uri.authority, "/", uri.options), absl::StrSplit(uri.path, '/', absl::SkipEmpty())};
}

}  // namespace

absl::StatusOr<std::vector<FoundFile>> Glob(FileSystem& files, const std::string& pattern) {
  if (pattern.size() > kPatternBytesMax) {
    return absl::InvalidArgumentError(StrCat("a path is too long: bytes=", pattern.size(), " max=", kPatternBytesMax,
                                             ": ", WithoutSecrets(pattern).substr(0, 100), "..."));
  }
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> expanded, ExpandBraces(pattern));
  std::vector<FoundFile> found;
  for (const std::string& path : expanded) {
    auto [root, names] = RootAndNames(path);
    SLUICE_RETURN_IF_ERROR(Walk(files, std::move(names), found).From(std::move(root), 0));
  }
  std::sort(found.begin(), found.end(), [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
  return found;
}

absl::StatusOr<std::vector<FoundFile>> Glob(const std::string& pattern) {
  SLUICE_ASSIGN_OR_RETURN(FileSystem * files, FileSystemOf(pattern));
  return Glob(*files, pattern);
}

}  // namespace sluice
