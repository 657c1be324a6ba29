#include "common/fs/objects/object_files.h"

#include <algorithm>
#include <limits>

#include "common/base/status.h"
#include "common/fs/objects/object_append_file.h"

namespace sluice {
namespace {

using Part = ObjectDirectory::Part;

constexpr int64_t kToTheEnd = std::numeric_limits<int64_t>::max();

absl::Status NoFile(const ObjectPath& path) { return absl::NotFoundError(StrCat("no such file: ", path.Text())); }

absl::Status NotInObjectStores(const std::string& what, const std::string& path) {
  return absl::UnimplementedError(
      StrCat("an object store cannot ", what, ": ", IsObjectPath(path) ? ParseObjectPath(path).Text() : path));
}

// What `part` has of the file's bytes from `begin` to `end`.
absl::StatusOr<std::string> ReadOf(ObjectStore& store, const Part& part, int64_t begin, int64_t end) {
  const bool is_whole = begin <= part.begin() && end >= part.end();
  const int64_t from = std::max(begin, part.begin()), to = std::min(end, part.end());
  if (!is_whole) return store.GetPart(part.key, from - part.begin(), to - from);
  SLUICE_ASSIGN_OR_RETURN(StoredObject object, store.Get(part.key));
  return std::move(object.bytes);
}

absl::Status RemoveAll(ObjectStore& store, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) SLUICE_RETURN_IF_ERROR(store.Remove(key));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ObjectFiles::Directory> ObjectFiles::DirectoryOf(const ObjectPath& path) {
  SLUICE_ASSIGN_OR_RETURN(ObjectStore * store, StoreOf(path));
  const FileUri& uri = path.directory;
  const std::string id = StrCat(uri.authority, uri.path, uri.options, " ", path.view.value_or(0));
  if (path.view.has_value()) {
    MutexLock lock(&mu_);
    const auto held = held_.find(id);
    if (held != held_.end()) return held->second;
  }
  absl::StatusOr<ObjectView> view = ObjectView::Load(*store, path.Prefix(), path.view);
  SLUICE_RETURN_IF_ERROR(view.status());
  Directory directory = std::make_shared<ObjectDirectory>(*store, path.Prefix(), path.view, *std::move(view));
  if (!path.view.has_value()) return directory;
  MutexLock lock(&mu_);
  return held_.emplace(id, std::move(directory)).first->second;
}

// The last object may have grown since it was listed.
absl::StatusOr<Buffer> ObjectFiles::ReadRange(const ObjectPath& path, int64_t begin, int64_t end) {
  SLUICE_ASSIGN_OR_RETURN(const Directory directory, DirectoryOf(path));
  SLUICE_ASSIGN_OR_RETURN(const std::vector<Part> parts, directory->PartsOf(path.name));
  if (parts.empty()) return NoFile(path);
  std::string bytes;
  for (const Part& part : parts) {
    if (part.end() <= begin || part.begin() >= end) continue;
    SLUICE_ASSIGN_OR_RETURN(const std::string piece, ReadOf(directory->store(), part, begin, end));
    bytes += piece;
  }
  if (static_cast<int64_t>(bytes.size()) > end - begin) bytes.resize(end - begin);
  return Buffer::FromString(std::move(bytes));
}

absl::StatusOr<Buffer> ObjectFiles::Read(const std::string& path) {
  return ReadRange(ParseObjectPath(path), 0, kToTheEnd);
}

absl::StatusOr<Buffer> ObjectFiles::ReadPart(const std::string& path, int64_t offset, int64_t bytes) {
  return ReadRange(ParseObjectPath(path), offset, offset + bytes);
}

absl::StatusOr<std::unique_ptr<AppendFile>> ObjectFiles::OpenAppend(const std::string& path) {
  const ObjectPath parsed = ParseObjectPath(path);
  SLUICE_ASSIGN_OR_RETURN(Directory directory, DirectoryOf(parsed));
  return ObjectAppendFile::Open(std::move(directory), parsed.name);
}

absl::Status ObjectFiles::Publish(const std::string& path, std::string_view contents) {
  const ObjectPath parsed = ParseObjectPath(path);
  SLUICE_ASSIGN_OR_RETURN(const Directory directory, DirectoryOf(parsed));
  SLUICE_ASSIGN_OR_RETURN(const std::string key, directory->OwnKey(parsed.name, std::nullopt));
  return directory->store().Put(key, contents, PutIf::Always()).status();
}

// From its end on, so that at any moment it is the file as it was at some time, or as it is to be.
absl::Status ObjectFiles::Truncate(const std::string& path, int64_t bytes) {
  const ObjectPath parsed = ParseObjectPath(path);
  SLUICE_ASSIGN_OR_RETURN(const Directory directory, DirectoryOf(parsed));
  SLUICE_ASSIGN_OR_RETURN(const std::vector<Part> parts, directory->PartsOf(parsed.name));
  if (parts.empty()) return NoFile(parsed);
  for (auto part = parts.rbegin(); part != parts.rend() && part->end() > bytes; ++part) {
    if (part->begin() >= bytes && part->begin() > 0) {
      SLUICE_RETURN_IF_ERROR(directory->store().Remove(part->key));
      continue;
    }
    SLUICE_ASSIGN_OR_RETURN(const std::string key, directory->OwnKey(parsed.name, part->name.offset));
    SLUICE_ASSIGN_OR_RETURN(const std::string kept, ReadOf(directory->store(), *part, part->begin(), bytes));
    SLUICE_RETURN_IF_ERROR(directory->store().Put(key, kept, PutIf::Always()).status());
  }
  return absl::OkStatus();
}

absl::Status ObjectFiles::Remove(const std::string& path) {
  const ObjectPath parsed = ParseObjectPath(path);
  SLUICE_ASSIGN_OR_RETURN(const Directory directory, DirectoryOf(parsed));
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> keys, directory->KeysOf(parsed.name));
  if (keys.empty()) return NoFile(parsed);
  return RemoveAll(directory->store(), keys);
}

absl::Status ObjectFiles::RemoveTree(const std::string& path) {
  const absl::Status removed = Remove(path);
  return absl::IsNotFound(removed) ? absl::OkStatus() : removed;
}

absl::Status ObjectFiles::MakeFolder(const std::string& path) { return List(path).status(); }

absl::StatusOr<std::vector<std::string>> ObjectFiles::List(const std::string& folder) {
  const ObjectPath parsed = ParseObjectPath(folder);
  SLUICE_ASSIGN_OR_RETURN(const Directory directory, DirectoryOf(parsed));
  return directory->NamesIn(parsed.name);
}

absl::Status ObjectFiles::Rename(const std::string& from, const std::string&) {
  return NotInObjectStores("rename", from);
}

absl::Status ObjectFiles::PublishThrough(const std::string&, const std::string& path, std::string_view) {
  return NotInObjectStores("publish through a door", path);
}

absl::Status ObjectFiles::RemoveThrough(const std::string&, const std::string& path) {
  return NotInObjectStores("remove through a door", path);
}

}  // namespace sluice
