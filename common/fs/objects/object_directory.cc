#include "common/fs/objects/object_directory.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "common/base/status.h"

namespace sluice {
namespace {

using Part = ObjectDirectory::Part;

// A file that was published is one object; the newest holder's is the one. Of pieces that begin at the same place the
// newest holder's counts as well.
std::vector<Part> Newest(std::vector<Part> parts) {
  std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
    return std::tuple(a.name.offset, a.name.holder) < std::tuple(b.name.offset, b.name.holder);
  });
  std::vector<Part> newest;
  for (Part& part : parts) {
    if (!newest.empty() && newest.back().name.offset == part.name.offset) newest.pop_back();
    newest.push_back(std::move(part));
  }
  if (!newest.empty() && !newest.front().name.offset.has_value()) newest.resize(1);
  return newest;
}

}  // namespace

absl::StatusOr<std::vector<Part>> ObjectDirectory::Find(const std::string& name_prefix, ListDepth depth) const {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<ListedObject> objects, store_.List(StrCat(prefix_, name_prefix), depth));
  std::vector<Part> parts;
  for (const ListedObject& object : objects) {
    const std::string name = object.key.substr(prefix_.size());
    if (view_.Counts(name)) parts.push_back({ObjectName::Parse(name), object.key, object.bytes, object.version});
  }
  return parts;
}

absl::StatusOr<std::vector<Part>> ObjectDirectory::PartsOf(const std::string& file) const {
  SLUICE_ASSIGN_OR_RETURN(std::vector<Part> found, Find(file, ListDepth::kFolder));
  std::erase_if(found, [&](const Part& part) { return part.name.file != file; });
  std::vector<Part> parts = Newest(std::move(found));
  int64_t end = 0;
  for (const Part& part : parts) {
    if (part.begin() != end) {
      return absl::DataLossError(
          StrCat("a piece of a file is missing: file=", prefix_, file, " offset=", end, " next piece=", part.begin()));
    }
    end = part.end();
  }
  return parts;
}

absl::StatusOr<std::vector<std::string>> ObjectDirectory::NamesIn(const std::string& folder) const {
  const std::string begin = folder.empty() ? "" : StrCat(folder, "/");
  SLUICE_ASSIGN_OR_RETURN(const std::vector<Part> parts, Find(begin, ListDepth::kFolder));
  std::set<std::string> names;
  for (const Part& part : parts) {
    const std::string below = part.name.file.substr(begin.size());
    if (!below.empty()) names.insert(below.substr(0, below.find('/')));
  }
  return std::vector<std::string>(names.begin(), names.end());
}

absl::StatusOr<std::vector<std::string>> ObjectDirectory::KeysOf(const std::string& name) const {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<Part> parts, Find(name, ListDepth::kAll));
  std::vector<std::string> keys;
  for (const Part& part : parts) {
    const bool is_below = part.name.file.starts_with(StrCat(name, "/"));
    if (part.name.file == name || is_below) keys.push_back(part.key);
  }
  return keys;
}

absl::StatusOr<std::string> ObjectDirectory::OwnKey(const std::string& file, std::optional<int64_t> offset) const {
  if (holder_.has_value()) return prefix_ + ObjectName{file, *holder_, offset}.ToString();
  return absl::FailedPreconditionError(
      StrCat("only the holder of the lease of a checkpoint directory changes something in it: ", prefix_, file));
}

}  // namespace sluice
