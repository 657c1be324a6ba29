#include "engine/rows/files/file_rows.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/compression.h"
#include "common/fs/file_uri.h"
#include "engine/rows/files/line_pusher.h"

namespace sluice {
namespace {

constexpr int64_t kReadBytes = 512 * 1024;

absl::Status CheckPartition(const std::vector<FilePartition>& partitions, int partition) {
  if (partition >= 0 && partition < static_cast<int>(partitions.size())) return absl::OkStatus();
  return absl::OutOfRangeError(StrCat("no such files: partition=", partition, " partitions=", partitions.size()));
}

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// False: no more are wanted.
absl::StatusOr<bool> PushLines(const FileRange& range, LinePusher& lines) {
  SLUICE_ASSIGN_OR_RETURN(FileLines file, FileLines::Open(range));
  bool at_begin = range.begin == 0;
  for (bool more = true; more;) {
    SLUICE_ASSIGN_OR_RETURN(std::string_view text, file.Next());
    if (text.empty()) return true;
    if (std::exchange(at_begin, false) && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    SLUICE_ASSIGN_OR_RETURN(more, lines.Push(text));
  }
  return false;
}

class RecordPusher {
 public:
  RecordPusher(TaskContext& context, Sink<std::string_view>& out, int64_t record_bytes)
      : context_(context),
        out_(out),
        record_(record_bytes),
        buffer_(record_ * std::clamp<int64_t>(kReadBytes / record_, 1, kChunkRows), '\0') {}

  // False: no more are wanted.
  absl::StatusOr<bool> Push(const FileRange& range) {
    if (IsNamedCompressed(range.file.path)) {
      return absl::InvalidArgumentError(StrCat("FixedLengthRecordReader does not support reading compressed files: ",
                                               WithoutSecrets(range.file.path)));
    }
    SLUICE_ASSIGN_OR_RETURN(const std::unique_ptr<FileReader> file, OpenRange(range));
    for (int64_t left = range.end; left > 0 && !context_.cancelled();) {
      const size_t wanted = std::min<int64_t>(left, static_cast<int64_t>(buffer_.size()));
      SLUICE_ASSIGN_OR_RETURN(const size_t bytes, file->Read(buffer_.data(), wanted));
      left -= static_cast<int64_t>(bytes);
      rows_.clear();
      for (size_t at = 0; at + record_ <= bytes; at += record_) rows_.emplace_back(buffer_.data() + at, record_);
      context_.CountRead(rows_.size());
      if (!rows_.empty() && !out_.Push(absl::MakeSpan(rows_))) return false;
      if (bytes < wanted) return FileBecameShorter(range, left);
      if (bytes % record_ != 0) return TornRecord(bytes % record_, range.file.path);
    }
    if (context_.cancelled()) return absl::CancelledError("the task was cancelled");
    return true;
  }

 private:
  absl::Status TornRecord(int64_t bytes, const std::string& path) const {
    return absl::InvalidArgumentError(StrCat("Byte array does not have correct length. ", bytes,
                                             " did not equal recordLength: ", record_, " (the last record of ",
                                             WithoutSecrets(path), ")"));
  }

  TaskContext& context_;
  Sink<std::string_view>& out_;
  const int64_t record_;
  std::string buffer_;
  std::vector<std::string_view> rows_;
};

}  // namespace

absl::Status FileLinesOp::Run(TaskContext& context, int partition, Sink<std::string_view>& out) const {
  SLUICE_RETURN_IF_ERROR(CheckPartition(partitions_, partition));
  LinePusher lines(context, out);
  for (const FileRange& range : partitions_[partition]) {
    SLUICE_ASSIGN_OR_RETURN(const bool more, PushLines(range, lines));
    if (!more) break;
  }
  return absl::OkStatus();
}

absl::Status FileRecordsOp::Run(TaskContext& context, int partition, Sink<std::string_view>& out) const {
  SLUICE_RETURN_IF_ERROR(CheckPartition(options_.partitions, partition));
  const int64_t record = options_.record_bytes;
  if (record < 1) return absl::InvalidArgumentError(StrCat("a record needs bytes: recordLength=", record));
  RecordPusher records(context, out, record);
  for (const FileRange& file : options_.partitions[partition]) {
    SLUICE_ASSIGN_OR_RETURN(const bool more, records.Push(file));
    if (!more) break;
  }
  return absl::OkStatus();
}

}  // namespace sluice
