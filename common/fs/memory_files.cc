#include "common/fs/memory_files.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "common/base/check.h"
#include "common/base/status.h"

namespace sluice {
namespace {

std::string FolderOf(const std::string& path) { return std::filesystem::path(path).parent_path().string(); }
absl::Status NotFound(const std::string& path) { return absl::NotFoundError(StrCat("no such file: ", path)); }
absl::Status DiskFull(const std::string& path) {
  return absl::ResourceExhaustedError(StrCat("write ", path, ": no space left on the simulated disk"));
}

}  // namespace

class MemoryAppendFile : public AppendFile {
 public:
  MemoryAppendFile(MemoryFiles* files, std::shared_ptr<MemoryFiles::Contents> contents, std::string path)
      : files_(files), contents_(std::move(contents)), path_(std::move(path)) {}

  absl::Status Append(std::string_view bytes) override { return files_->AppendTo(*contents_, bytes, path_); }
  absl::Status Sync() override {
    MutexLock lock(&files_->mu_);
    contents_->synced = contents_->bytes.size();
    return absl::OkStatus();
  }

 private:
  MemoryFiles* const files_;
  const std::shared_ptr<MemoryFiles::Contents> contents_;
  const std::string path_;
};

absl::Status MemoryFiles::AppendTo(Contents& contents, std::string_view bytes, const std::string& path) {
  MutexLock lock(&mu_);
  size_t fits = std::min<int64_t>(bytes.size(), FreeBytes());
  contents.bytes.append(bytes.substr(0, fits));
  return fits == bytes.size() ? absl::OkStatus() : DiskFull(path);
}

int64_t MemoryFiles::FreeBytes() const {
  int64_t used = 0;
  for (const auto& [path, contents] : files_) used += contents->bytes.size();
  return std::max<int64_t>(capacity_ - used, 0);
}

absl::Status MemoryFiles::NeedsFolderOf(const std::string& path) const {
  std::string folder = FolderOf(path);
  return folders_.count(folder) > 0 ? absl::OkStatus() : NotFound(folder);
}

absl::StatusOr<Buffer> MemoryFiles::Read(const std::string& path) {
  MutexLock lock(&mu_);
  auto found = files_.find(path);
  if (found == files_.end()) return NotFound(path);
  return Buffer::FromString(found->second->bytes);
}

absl::StatusOr<Buffer> MemoryFiles::ReadPart(const std::string& path, int64_t offset, int64_t bytes) {
  SLUICE_ASSIGN_OR_RETURN(const Buffer all, Read(path));
  return all.Slice(std::min<size_t>(offset, all.size()), bytes);
}

absl::StatusOr<std::unique_ptr<AppendFile>> MemoryFiles::OpenAppend(const std::string& path) {
  MutexLock lock(&mu_);
  SLUICE_RETURN_IF_ERROR(NeedsFolderOf(path));
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
  if (static_cast<int64_t>(contents.size()) > FreeBytes()) return DiskFull(path);
  files_[path] = std::make_shared<Contents>(Contents{std::string(contents), contents.size()});
  return absl::OkStatus();
}

absl::Status MemoryFiles::Truncate(const std::string& path, int64_t bytes) {
  MutexLock lock(&mu_);
  auto found = files_.find(path);
  if (found == files_.end()) return NotFound(path);
  found->second->bytes.resize(bytes);
  found->second->synced = bytes;
  return absl::OkStatus();
}

absl::Status MemoryFiles::Remove(const std::string& path) {
  MutexLock lock(&mu_);
  return files_.erase(path) > 0 ? absl::OkStatus() : NotFound(path);
}

absl::Status MemoryFiles::RemoveTree(const std::string& path) {
  MutexLock lock(&mu_);
  RemoveTreeLocked(path);
  return absl::OkStatus();
}

absl::Status MemoryFiles::RemoveThrough(const std::string& door, const std::string& path) {
  MutexLock lock(&mu_);
  SLUICE_RETURN_IF_ERROR(NeedsDoor(door));
  RemoveTreeLocked(path);
  return absl::OkStatus();
}

void MemoryFiles::RemoveTreeLocked(const std::string& path) {
  auto inside = [&](const std::string& other) { return other == path || other.starts_with(path + "/"); };
  std::erase_if(files_, [&](const auto& file) { return inside(file.first); });
  std::erase_if(folders_, inside);
}

absl::Status MemoryFiles::Rename(const std::string& from, const std::string& to) {
  MutexLock lock(&mu_);
  if (!files_.contains(from) && !folders_.contains(from)) return NotFound(from);
  SLUICE_RETURN_IF_ERROR(NeedsFolderOf(to));
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
  for (std::string folder = path; folders_.insert(folder).second;) folder = FolderOf(folder);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> MemoryFiles::List(const std::string& folder) {
  MutexLock lock(&mu_);
  if (folders_.count(folder) == 0) return NotFound(folder);
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

void MemoryFiles::Crash(SeededRandom& random) {
  MutexLock lock(&mu_);
  for (auto& [path, contents] : files_) {
    Contents kept = *contents;
    kept.bytes.resize(kept.synced + random.Below(kept.bytes.size() - kept.synced + 1));
    size_t torn = kept.bytes.size() - kept.synced;
    if (torn > 0 && random.Below(2) == 0) {
      size_t from = kept.synced + random.Below(torn);
      size_t length = random.Below(kept.bytes.size() - from) + 1;
      std::fill_n(kept.bytes.begin() + from, length, '\0');
    }
    kept.synced = kept.bytes.size();
    contents = std::make_shared<Contents>(std::move(kept));
  }
}

void MemoryFiles::FlipBit(const std::string& path, int64_t bit) {
  MutexLock lock(&mu_);
  auto found = files_.find(path);
  SLUICE_CHECK(found != files_.end() && bit / 8 < static_cast<int64_t>(found->second->bytes.size()));
  found->second->bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
}

}  // namespace sluice
