#include "connectors/files/file_source.h"

#include "common/base/status.h"
#include "common/base/user_code.h"
#include "common/fs/file_uri.h"

namespace sluice {

absl::StatusOr<Offset> FileSource::Latest(const Offset&, const ReadLimit& limit) {
  if (!has_ended_) SLUICE_RETURN_IF_ERROR(Find(limit.until));
  return NumberOffset(folder_.latest().value());
}

absl::Status FileSource::Find(absl::Time until) {
  return CallUserCode([&] { folder_.FilesOf(BatchTime(absl::ToUnixMillis(until))); });
}

absl::StatusOr<PlannedRange> FileSource::Plan(const OffsetRange& range) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t after, NumberOf(range.after));
  SLUICE_ASSIGN_OR_RETURN(const int64_t until, NumberOf(range.until));
  const std::vector<FoundFile> files = folder_.FilesBetween(BatchTime(after), BatchTime(until));
  SLUICE_ASSIGN_OR_RETURN(Rdd rows, CallUserCode([&]() -> absl::StatusOr<Rdd> { return read_(files); }));
  PlannedRange planned{.rows = std::move(rows)};
  for (const FoundFile& file : files) planned.metadata.push_back(WithoutSecrets(file.path));
  return planned;
}

absl::Status FileSource::Commit(const Offset& until) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t batch, NumberOf(until));
  folder_.ForgetUntil(BatchTime(batch));
  return absl::OkStatus();
}

absl::Status FileSource::EndAt(absl::Time now) {
  has_ended_ = true;
  return Find(now);
}

}  // namespace sluice
