#include "common/record_log/record_log.h"

#include <optional>
#include <utility>

#include "common/base/status.h"
#include "common/record_log/record_format.h"

namespace sluice {
namespace {

// Whether something in `bytes` was written after a sync that came after their beginning.
bool HoldsLaterCommit(std::string_view bytes) {
  for (; bytes.size() >= kHeaderBytes; bytes.remove_prefix(1)) {
    if (bytes[kHeaderBytes - 1] == static_cast<char>(RecordKind::kFirst) && ParseRecord(bytes)) return true;
  }
  return false;
}

absl::Status Damaged(const std::string& path, int64_t offset) {
  return absl::DataLossError(
      StrCat("record log is damaged, committed records follow the damage: file=", path, " offset=", offset));
}

// Whether a loss of power can have left `bytes` of `written`: some first part, some of it zeros.
bool IsTornFrom(std::string_view written, std::string_view bytes) {
  if (bytes.size() > written.size()) return false;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != written[i] && bytes[i] != '\0') return false;
  }
  return true;
}

// The first record says that this is a log. One that was torn at its very creation is an empty log.
absl::StatusOr<RecordLogContents> ReadFormat(std::string_view all, const std::string& path) {
  std::string expected;
  AppendRecord(RecordKind::kFormat, kFormatName, expected);
  if (all.starts_with(expected)) return RecordLogContents{{}, static_cast<int64_t>(expected.size()), 0};
  if (IsTornFrom(expected, all)) return RecordLogContents{{}, 0, static_cast<int64_t>(all.size())};
  if (!ParseRecord(all) && HoldsLaterCommit(all)) return Damaged(path, 0);
  return absl::FailedPreconditionError(StrCat("not a record log of format ", kFormatName, ": file=", path));
}

}  // namespace

absl::StatusOr<RecordLogContents> ReadRecordLog(Files& files, const std::string& path) {
  SLUICE_ASSIGN_OR_RETURN(Buffer all, files.Read(path));
  SLUICE_ASSIGN_OR_RETURN(RecordLogContents contents, ReadFormat(all.view(), path));
  if (contents.bytes == 0) return contents;
  while (std::optional<Record> record = ParseRecord(all.view().substr(contents.bytes))) {
    contents.records.push_back(all.Slice(contents.bytes + kHeaderBytes, record->payload.size()));
    contents.bytes += record->bytes();
  }
  contents.torn_bytes = all.size() - contents.bytes;
  if (HoldsLaterCommit(all.view().substr(contents.bytes))) return Damaged(path, contents.bytes);
  return contents;
}

absl::StatusOr<RecordLogWriter::Opened> RecordLogWriter::Open(Files& files, const std::string& path) {
  absl::StatusOr<RecordLogContents> contents = ReadRecordLog(files, path);
  if (absl::IsNotFound(contents.status())) contents = RecordLogContents();
  if (!contents.ok()) return contents.status();
  if (contents->torn_bytes > 0) SLUICE_RETURN_IF_ERROR(files.Truncate(path, contents->bytes));
  std::unique_ptr<RecordLogWriter> writer(new RecordLogWriter(files, path, contents->bytes));
  SLUICE_ASSIGN_OR_RETURN(writer->file_, files.OpenAppend(path));
  if (contents->bytes > 0) {
    SLUICE_RETURN_IF_ERROR(writer->file_->Sync());  // What was read may not be on the disk; kFirst will say it is.
  } else {
    AppendRecord(RecordKind::kFormat, kFormatName, writer->pending_);
    SLUICE_RETURN_IF_ERROR(writer->Commit());
  }
  return Opened{std::move(writer), *std::move(contents)};
}

absl::Status RecordLogWriter::CutOffUncommitted() {
  SLUICE_RETURN_IF_ERROR(files_.Truncate(path_, committed_bytes_));
  SLUICE_ASSIGN_OR_RETURN(file_, files_.OpenAppend(path_));
  return absl::OkStatus();
}

absl::Status RecordLogWriter::Append(std::string_view record) {
  if (static_cast<int64_t>(record.size()) > kRecordBytesMax) {
    pending_.clear();
    return absl::InvalidArgumentError(
        StrCat("record is too large for ", path_, ": bytes=", record.size(), " max=", kRecordBytesMax));
  }
  if (file_ == nullptr) SLUICE_RETURN_IF_ERROR(CutOffUncommitted());
  AppendRecord(pending_.empty() ? RecordKind::kFirst : RecordKind::kNext, record, pending_);
  return absl::OkStatus();
}

absl::Status RecordLogWriter::Commit() {
  const std::string records = std::exchange(pending_, {});
  if (records.empty()) return absl::OkStatus();
  absl::Status status = file_->Append(records);
  if (status.ok()) status = file_->Sync();
  if (!status.ok()) {
    file_ = nullptr;
    return status;
  }
  committed_bytes_ += static_cast<int64_t>(records.size());
  return absl::OkStatus();
}

}  // namespace sluice
