#include "engine/rdd/file_rows.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "engine/rdd/line_pusher.h"

namespace sluice {
namespace {

constexpr int64_t kReadBytes = 512 * 1024;

template <class List>
absl::Status CheckPartition(const List& list, int partition) {
  if (partition >= 0 && partition < static_cast<int>(list.size())) return absl::OkStatus();
  return absl::OutOfRangeError(absl::StrCat("no such file: partition=", partition, " files=", list.size()));
}

}  // namespace

absl::Status FileLinesOp::Run(TaskContext& context, int partition, Sink<std::string_view>& out) const {
  SLUICE_RETURN_IF_ERROR(CheckPartition(ranges_, partition));
  SLUICE_ASSIGN_OR_RETURN(FileLines file, FileLines::Open(ranges_[partition]));
  LinePusher lines(context, out);
  for (bool more = true; more;) {
    SLUICE_ASSIGN_OR_RETURN(std::string_view text, file.Next());
    if (text.empty()) break;
    SLUICE_ASSIGN_OR_RETURN(more, lines.Push(text));
  }
  return absl::OkStatus();
}

absl::Status FileRecordsOp::Run(TaskContext& context, int partition, Sink<std::string_view>& out) const {
  SLUICE_RETURN_IF_ERROR(CheckPartition(options_.paths, partition));
  const int64_t record = options_.record_bytes;
  if (record < 1) return absl::InvalidArgumentError(absl::StrCat("a record needs bytes: recordLength=", record));
  SLUICE_ASSIGN_OR_RETURN(InputFile file, InputFile::Open(options_.paths[partition], 0));
  std::string buffer(record * std::clamp<int64_t>(kReadBytes / record, 1, kChunkRows), '\0');
  std::vector<std::string_view> rows;
  while (!context.cancelled()) {
    SLUICE_ASSIGN_OR_RETURN(size_t bytes, file.Read(buffer.data(), buffer.size()));
    rows.clear();
    for (size_t at = 0; at + record <= bytes; at += record) rows.emplace_back(buffer.data() + at, record);
    context.CountRead(rows.size());
    if (!rows.empty() && !out.Push(absl::MakeSpan(rows))) return absl::OkStatus();
    if (int64_t rest = bytes % record; rest != 0) {
      return absl::InvalidArgumentError(absl::StrCat("Byte array does not have correct length. ", rest,
                                                     " did not equal recordLength: ", record, " (the last record of ",
                                                     file.path(), ")"));
    }
    if (bytes < buffer.size()) return absl::OkStatus();
  }
  return absl::CancelledError("the task was cancelled");
}

}  // namespace sluice
