#include "engine/python/pickle_file.h"

#include <optional>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/file_system.h"
#include "engine/python/sequence_file.h"
#include "engine/rows/files/text_file.h"

namespace sluice {
namespace {

using namespace std::string_view_literals;

constexpr size_t kRowsOfArray = 10;
// Java's serialisation: a stream begins; an array of byte[] is described; then each byte[], the first with its
// description, the others with a reference to that.
constexpr std::string_view kArrayOfArrays = "\xAC\xED\0\x05ur\0\x03[[B\x4B\xFD\x19\x15\x67\x67\xDB\x37\x02\0\0xp"sv;
constexpr std::string_view kFirstArray = "ur\0\x02[B\xAC\xF3\x17\xF8\x06\x08\x54\xE0\x02\0\0xp"sv;
constexpr std::string_view kNextArray = "uq\0\x7E\0\x02"sv;

bool TakeMark(std::string_view& bytes, std::string_view mark) {
  if (!bytes.starts_with(mark)) return false;
  bytes.remove_prefix(mark.size());
  return true;
}

bool TakeNumber(std::string_view& bytes, int32_t& number) {
  if (bytes.size() < sizeof(number)) return false;
  number = BigEndianAt<int32_t>(bytes.data());
  bytes.remove_prefix(sizeof(number));
  return number >= 0;
}

absl::Status OtherObject() {
  return absl::DataLossError("a saved object is damaged, or is no array of pickled rows: only these are read");
}

// False: no more are wanted.
absl::StatusOr<bool> PushRows(std::string_view file, TaskContext& context, Sink<FrameRow>& out) {
  SLUICE_ASSIGN_OR_RETURN(SequenceFileReader values, SequenceFileReader::Open(file));
  while (true) {
    if (context.cancelled()) return absl::CancelledError("the task was cancelled");
    SLUICE_ASSIGN_OR_RETURN(const std::optional<std::string_view> value, values.Next());
    if (!value.has_value()) return true;
    SLUICE_ASSIGN_OR_RETURN(std::vector<std::string_view> rows, FromJavaArray(*value));
    context.CountRead(static_cast<int64_t>(rows.size()));
    if (!rows.empty() && !out.Push(absl::MakeSpan(rows))) return false;
  }
}

}  // namespace

std::string ToJavaArray(absl::Span<const std::string_view> rows) {
  Writer out;
  out.PutBytes(kArrayOfArrays.data(), kArrayOfArrays.size());
  PutBigEndian<int32_t>(out, static_cast<int32_t>(rows.size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::string_view described = i == 0 ? kFirstArray : kNextArray;
    out.PutBytes(described.data(), described.size());
    PutFrame(out, rows[i]);
  }
  return out.ToString();
}

absl::StatusOr<std::vector<std::string_view>> FromJavaArray(std::string_view bytes) {
  std::vector<std::string_view> rows;
  int32_t count = 0, length = 0;
  if (!TakeMark(bytes, kArrayOfArrays) || !TakeNumber(bytes, count)) return OtherObject();
  for (int32_t i = 0; i < count; ++i) {
    if (!TakeMark(bytes, i == 0 ? kFirstArray : kNextArray) || !TakeNumber(bytes, length) ||
        bytes.size() < static_cast<size_t>(length)) {
      return OtherObject();
    }
    rows.push_back(bytes.substr(0, static_cast<size_t>(length)));
    bytes.remove_prefix(static_cast<size_t>(length));
  }
  if (!bytes.empty()) return OtherObject();
  return rows;
}

absl::Status PickleFileTerminal::Run(TaskContext& context, int partition, TaskResult&) const {
  SequenceFileWriter file;
  std::vector<std::string> held;  // Rows point to what is gone after this call.
  const auto flush = [&] {
    const std::vector<std::string_view> rows(held.begin(), held.end());
    if (!rows.empty()) file.Add(ToJavaArray(rows));
    held.clear();
  };
  SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<FrameRow> rows) {
    for (const FrameRow& row : rows) {
      held.emplace_back(row);
      if (held.size() == kRowsOfArray) flush();
    }
    return true;
  }));
  flush();
  return WriteTextPart(folder_, "part-", partition, file.view());
}

absl::Status PickleFileOp::Run(TaskContext& context, int partition, Sink<FrameRow>& out) const {
  if (partition >= static_cast<int>(paths_.size())) return absl::OutOfRangeError("objectFile: no such partition");
  const std::string& path = paths_[partition];
  SLUICE_ASSIGN_OR_RETURN(const std::string file, ReadWholeFile(path));
  const absl::StatusOr<bool> pushed = PushRows(file, context, out);
  return pushed.ok() ? absl::OkStatus() : Annotate(pushed.status(), path);
}

}  // namespace sluice
