#include "common/fs/objects/memory_object_store.h"

#include <algorithm>

#include "common/base/status.h"

namespace sluice {
namespace {

absl::Status NoObject(const std::string& key) { return absl::NotFoundError(StrCat("no such object: ", key)); }

}  // namespace

absl::StatusOr<StoredObject> MemoryObjectStore::Get(const std::string& key) {
  SLUICE_RETURN_IF_ERROR(Begin("GET", key));
  MutexLock lock(&mu_);
  const auto found = objects_.find(key);
  if (found == objects_.end()) return NoObject(key);
  return found->second;
}

absl::StatusOr<std::string> MemoryObjectStore::GetPart(const std::string& key, int64_t offset, int64_t bytes) {
  SLUICE_ASSIGN_OR_RETURN(const StoredObject object, Get(key));
  const size_t begin = std::min<size_t>(offset, object.bytes.size());
  return object.bytes.substr(begin, bytes);
}

absl::StatusOr<std::string> MemoryObjectStore::Put(const std::string& key, std::string_view bytes,
                                                   const PutIf& condition) {
  SLUICE_RETURN_IF_ERROR(Begin("PUT", key));
  MutexLock lock(&mu_);
  const auto found = objects_.find(key);
  const std::string there = found == objects_.end() ? "" : found->second.version;
  if (!condition.is_always() && condition.version() != there) {
    return absl::AbortedError(StrCat("somebody else has put ", key));
  }
  StoredObject& object = objects_[key];
  object = {.bytes = std::string(bytes), .version = StrCat("v", ++puts_)};
  return object.version;
}

absl::Status MemoryObjectStore::Remove(const std::string& key) {
  SLUICE_RETURN_IF_ERROR(Begin("DELETE", key));
  MutexLock lock(&mu_);
  objects_.erase(key);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ListedObject>> MemoryObjectStore::List(const std::string& prefix, ListDepth depth) {
  SLUICE_RETURN_IF_ERROR(Begin("LIST", prefix));
  MutexLock lock(&mu_);
  std::vector<ListedObject> listed;
  for (auto at = objects_.lower_bound(prefix); at != objects_.end() && at->first.starts_with(prefix); ++at) {
    const size_t slash = depth == ListDepth::kAll ? at->first.npos : at->first.find('/', prefix.size());
    const std::string folder = slash == at->first.npos ? "" : at->first.substr(0, slash + 1);
    if (folder.empty()) {
      listed.push_back({at->first, static_cast<int64_t>(at->second.bytes.size()), at->second.version});
    } else if (listed.empty() || listed.back().key != folder) {
      listed.push_back({.key = folder});
    }
  }
  return listed;
}

std::vector<std::string> MemoryObjectStore::Keys() {
  MutexLock lock(&mu_);
  std::vector<std::string> keys;
  for (const auto& [key, object] : objects_) keys.push_back(key);
  return keys;
}

}  // namespace sluice
