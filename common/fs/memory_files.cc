#include "common/fs/memory_files.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <utility>

#include "common/base/check.h"
#include "common/base/status.h"
#include "common/fs/errno_error.h"

namespace sluice {
namespace {

std::string FolderOf(const std::string& path) { return std::filesystem::path(path).parent_path().string(); }
absl::Status NotFound(const std::string& path) { return absl::NotFoundError(StrCat("no such file: ", path)); }
absl::Status Failed(int error, std::string_view what, const std::string& path) {
  return ErrnoError(error, StrCat(what, " ", path));
}
absl::Status DiskFull(const std::string& path) {
  return absl::ResourceExhaustedError(StrCat("write ", path, ": no space left on the simulated disk"));
}

}  // namespace

class MemoryAppendFile : public AppendFile {
 public:
  MemoryAppendFile(MemoryFiles* files, std::shared_ptr<MemoryFiles::Contents> contents, std::string path)
      : files_(files), contents_(std::move(contents)), path_(std::move(path)) {}

  absl::Status Append(std::string_view bytes) override { return files_->AppendTo(*contents_, bytes, path_); }
  absl::Status Sync() override { return files_->Sync(*contents_, path_); }

 private:
  friend class MemoryFiles;
  MemoryFiles* const files_;
  const std::shared_ptr<MemoryFiles::Contents> contents_;
  const std::string path_;
};

absl::Status MemoryFiles::AppendTo(Contents& contents, std::string_view bytes, const std::string& path) {
  MutexLock lock(&mu_);
  SLUICE_RETURN_IF_ERROR(MayChange(path));
  size_t fits = std::min<int64_t>(bytes.size(), FreeBytes());
  contents.bytes.append(bytes.substr(0, fits));
  return fits == bytes.size() ? absl::OkStatus() : DiskFull(path);
}

absl::Status MemoryFiles::Sync(Contents& contents, const std::string& path) {
  MutexLock lock(&mu_);
  const size_t from = std::exchange(contents.synced, contents.bytes.size());
  if (from == contents.synced) return absl::OkStatus();
  absl::Status synced = MaySync(path);
  if (!synced.ok()) contents.unwritten.emplace_back(from, contents.synced);
  return synced;
}

absl::Status MemoryFiles::MayChange(const std::string& path) const {
  return read_only_ ? Failed(EROFS, "write", path) : absl::OkStatus();
}

absl::Status MemoryFiles::MaySync(const std::string& path) const {
  SLUICE_RETURN_IF_ERROR(MayChange(path));
  return syncs_fail_ ? Failed(EIO, "sync", path) : absl::OkStatus();
}

int64_t MemoryFiles::UsedBytes() const {
  int64_t used = 0;
  for (const auto& [path, contents] : files_) used += static_cast<int64_t>(contents->bytes.size());
  return used;
}

int64_t MemoryFiles::FreeBytes() const { return std::max<int64_t>(capacity_ - UsedBytes(), 0); }

absl::Status MemoryFiles::NeedsFolderOf(const std::string& path) const {
  std::string folder = FolderOf(path);
  return folders_.count(folder) > 0 ? absl::OkStatus() : NotFound(folder);
}

absl::StatusOr<Buffer> MemoryFiles::Read(const std::string& path) {
  MutexLock lock(&mu_);
  auto found = files_.find(path);
  if (found != files_.end()) return Buffer::FromString(found->second->bytes);
  return folders_.contains(path) ? Failed(EISDIR, "read", path) : NotFound(path);
}

absl::StatusOr<Buffer> MemoryFiles::ReadPart(const std::string& path, int64_t offset, int64_t bytes) {
  SLUICE_ASSIGN_OR_RETURN(const Buffer all, Read(path));
  return all.Slice(std::min<size_t>(offset, all.size()), bytes);
}

absl::StatusOr<std::unique_ptr<AppendFile>> MemoryFiles::OpenAppend(const std::string& path) {
  MutexLock lock(&mu_);
  SLUICE_RETURN_IF_ERROR(NeedsFolderOf(path));
  SLUICE_RETURN_IF_ERROR(MayChange(path));
  if (!files_.contains(path)) SLUICE_RETURN_IF_ERROR(MaySync(path));
  std::shared_ptr<Contents>& contents = files_[path];
  if (!contents) contents = std::make_shared<Contents>();
  return std::make_unique<MemoryAppendFile>(this, contents, path);
}

absl::Status MemoryFiles::NeedsDoor(const std::string& door) const {
  return folders_.contains(door) ? absl::OkStatus() : absl::AbortedError(StrCat(door, " is gone"));
}

absl::Status MemoryFiles::Publish(const std::string& path, std::string_view contents) {
  MutexLock lock(&mu_);
  return PublishLocked(path, contents);
}

absl::Status MemoryFiles::PublishThrough(const std::string& door, const std::string& path, std::string_view contents) {
  MutexLock lock(&mu_);
  SLUICE_RETURN_IF_ERROR(NeedsDoor(door));
  return PublishLocked(path, contents);
}

absl::Status MemoryFiles::PublishLocked(const std::string& path, std::string_view contents) {
  SLUICE_RETURN_IF_ERROR(NeedsFolderOf(path));
  SLUICE_RETURN_IF_ERROR(MaySync(path));
  if (static_cast<int64_t>(contents.size()) > FreeBytes()) return DiskFull(path);
  files_[path] = std::make_shared<Contents>(Contents{std::string(contents), contents.size()});
  return absl::OkStatus();
}

absl::Status MemoryFiles::Truncate(const std::string& path, int64_t bytes) {
  MutexLock lock(&mu_);
  auto found = files_.find(path);
  if (found == files_.end()) return NotFound(path);
  SLUICE_RETURN_IF_ERROR(MaySync(path));
  Contents& contents = *found->second;
  contents.bytes.resize(bytes);
  contents.synced = bytes;
  for (auto& [from, to] : contents.unwritten) {
    from = std::min<size_t>(from, bytes);
    to = std::min<size_t>(to, bytes);
  }
  return absl::OkStatus();
}

absl::Status MemoryFiles::Remove(const std::string& path) {
  MutexLock lock(&mu_);
  SLUICE_RETURN_IF_ERROR(MayChange(path));
  return files_.erase(path) > 0 ? absl::OkStatus() : NotFound(path);
}

absl::Status MemoryFiles::RemoveTree(const std::string& path) {
  MutexLock lock(&mu_);
  return RemoveTreeLocked(path);
}

absl::Status MemoryFiles::RemoveThrough(const std::string& door, const std::string& path) {
  MutexLock lock(&mu_);
  SLUICE_RETURN_IF_ERROR(NeedsDoor(door));
  return RemoveTreeLocked(path);
}

absl::Status MemoryFiles::RemoveTreeLocked(const std::string& path) {
  if (files_.contains(path) || folders_.contains(path)) SLUICE_RETURN_IF_ERROR(MayChange(path));
  auto inside = [&](const std::string& other) { return other == path || other.starts_with(path + "/"); };
  std::erase_if(files_, [&](const auto& file) { return inside(file.first); });
  std::erase_if(folders_, inside);
  return absl::OkStatus();
}

absl::Status MemoryFiles::Rename(const std::string& from, const std::string& to) {
  MutexLock lock(&mu_);
  if (!files_.contains(from) && !folders_.contains(from)) return NotFound(from);
  SLUICE_RETURN_IF_ERROR(NeedsFolderOf(to));
  SLUICE_RETURN_IF_ERROR(MaySync(to));
  if (files_.contains(to) || folders_.contains(to)) return absl::AlreadyExistsError(StrCat(to, " is there"));
  auto moved = [&](const std::string& path) -> std::optional<std::string> {
    if (path != from && !path.starts_with(from + "/")) return std::nullopt;
    return to + path.substr(from.size());
  };
  for (const auto& [path, contents] : std::map(files_)) {
    const std::optional<std::string> now = moved(path);
    if (!now.has_value()) continue;
    files_.erase(path);
    files_[*now] = contents;
  }
  for (const std::string& path : std::set(folders_)) {
    if (const std::optional<std::string> now = moved(path)) {
      folders_.erase(path);
      folders_.insert(*now);
    }
  }
  return absl::OkStatus();
}

absl::Status MemoryFiles::MakeFolder(const std::string& path) {
  MutexLock lock(&mu_);
  if (!folders_.contains(path)) SLUICE_RETURN_IF_ERROR(MaySync(path));
  for (std::string folder = path; folders_.insert(folder).second;) folder = FolderOf(folder);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> MemoryFiles::List(const std::string& folder) {
  MutexLock lock(&mu_);
  if (!folders_.contains(folder)) return files_.contains(folder) ? Failed(ENOTDIR, "list", folder) : NotFound(folder);
  std::vector<std::string> names;
  auto add = [&](const std::string& path) {
    if (path != folder && FolderOf(path) == folder) names.push_back(std::filesystem::path(path).filename().string());
  };
  for (const auto& [path, contents] : files_) add(path);
  for (const std::string& path : folders_) add(path);
  std::sort(names.begin(), names.end());
  return names;
}

void MemoryFiles::SetCapacity(int64_t bytes) {
  MutexLock lock(&mu_);
  capacity_ = bytes;
}

int64_t MemoryFiles::used() const {
  MutexLock lock(&mu_);
  return UsedBytes();
}

void MemoryFiles::SetReadOnly(bool read_only) {
  MutexLock lock(&mu_);
  read_only_ = read_only;
}

void MemoryFiles::SetSyncsFail(bool fail) {
  MutexLock lock(&mu_);
  syncs_fail_ = fail;
}

void MemoryFiles::Crash(SeededRandom& random) {
  MutexLock lock(&mu_);
  for (auto& [path, contents] : files_) contents = AfterCrash(*contents, random);
}

bool MemoryFiles::CrashWriterOf(AppendFile& file, SeededRandom& random) {
  MutexLock lock(&mu_);
  const auto& contents = static_cast<MemoryAppendFile&>(file).contents_;
  for (auto& [path, found] : files_) {
    if (found != contents) continue;
    found = AfterCrash(*contents, random);
    return found->bytes != contents->bytes;
  }
  return false;
}

std::shared_ptr<MemoryFiles::Contents> MemoryFiles::AfterCrash(const Contents& contents, SeededRandom& random) {
  Contents kept = contents;
  kept.bytes.resize(kept.synced + random.Below(kept.bytes.size() - kept.synced + 1));
  size_t torn = kept.bytes.size() - kept.synced;
  if (torn > 0 && random.Below(2) == 0) {
    size_t from = kept.synced + random.Below(torn);
    size_t length = random.Below(kept.bytes.size() - from) + 1;
    std::fill_n(kept.bytes.begin() + from, length, '\0');
  }
  for (auto [from, to] : std::exchange(kept.unwritten, {})) std::fill_n(kept.bytes.begin() + from, to - from, '\0');
  kept.synced = kept.bytes.size();
  return std::make_shared<Contents>(std::move(kept));
}

void MemoryFiles::FlipBit(const std::string& path, int64_t bit) {
  MutexLock lock(&mu_);
  auto found = files_.find(path);
  SLUICE_CHECK(found != files_.end() && bit / 8 < static_cast<int64_t>(found->second->bytes.size()));
  found->second->bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
}

}  // namespace sluice
