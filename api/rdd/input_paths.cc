#include "api/rdd/input_paths.h"

#include "absl/status/status.h"
#include "api/core/error.h"
#include "common/fs/file_uri.h"
#include "common/fs/glob_items.h"

namespace sluice {

InputPaths::InputPaths(std::vector<std::string> paths) {
  if (paths.empty()) throw Error(absl::InvalidArgumentError("No input paths specified in job"));
  for (const std::string& path : paths) {
    if (path.empty()) throw Error(absl::InvalidArgumentError("Can not create a Path from an empty string"));
    absolute_.push_back(AbsolutePath(path));
  }
}

std::vector<std::string> InputPaths::Split(const std::string& text) {
  std::vector<std::string> paths(1);
  int depth = 0;
  for (GlobItems items(text); !items.done(); items.Next()) {
    if (items.first() == '{') ++depth;
    if (items.first() == '}' && depth > 0) --depth;
    if (items.first() == ',' && depth == 0) {
      paths.emplace_back();
    } else {
      paths.back().append(text, items.at(), items.end() - items.at());
    }
  }
  return paths;
}

}  // namespace sluice
