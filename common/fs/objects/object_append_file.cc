#include "common/fs/objects/object_append_file.h"

#include <vector>

#include "common/base/status.h"

namespace sluice {
namespace {

constexpr size_t kLastBytesMax = 256 << 10;  // A put takes about as long for so many bytes as for one.

}  // namespace

absl::StatusOr<std::unique_ptr<AppendFile>> ObjectAppendFile::Open(std::shared_ptr<const ObjectDirectory> directory,
                                                                   const std::string& file) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<ObjectDirectory::Part> parts, directory->PartsOf(file));
  if (!parts.empty() && !parts.back().name.offset.has_value()) {
    return absl::FailedPreconditionError(StrCat("a published file has no end to append to: ", parts.back().key));
  }
  const int64_t end = parts.empty() ? 0 : parts.back().end();
  std::unique_ptr<ObjectAppendFile> opened(new ObjectAppendFile(directory, file, end));
  const bool ends_with_own = !parts.empty() && parts.back().name.holder == directory->holder();
  if (ends_with_own && parts.back().bytes == 0) opened->version_ = parts.back().version;
  if (parts.empty()) SLUICE_RETURN_IF_ERROR(opened->PutLast());
  return opened;
}

absl::Status ObjectAppendFile::PutLast() {
  SLUICE_ASSIGN_OR_RETURN(const std::string key, directory_->OwnKey(file_, begin_));
  const PutIf condition = version_.empty() ? PutIf::New() : PutIf::Version(version_);
  SLUICE_ASSIGN_OR_RETURN(version_, directory_->store().Put(key, last_, condition));
  return absl::OkStatus();
}

absl::Status ObjectAppendFile::Sync() {
  SLUICE_RETURN_IF_ERROR(failed_);
  if (pending_.empty()) return absl::OkStatus();
  last_ += pending_;
  pending_.clear();
  failed_ = PutLast();
  if (!failed_.ok() || last_.size() < kLastBytesMax) return failed_;
  begin_ += static_cast<int64_t>(last_.size());
  last_.clear();
  version_.clear();
  return absl::OkStatus();
}

}  // namespace sluice
