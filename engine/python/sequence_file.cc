#include "engine/python/sequence_file.h"

#include <cstdint>

#include "common/base/secret.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "engine/python/big_endian.h"

namespace sluice {
namespace {

constexpr std::string_view kMagic = "SEQ\x06";
constexpr std::string_view kKeyClass = "org.apache.hadoop.io.NullWritable";
constexpr std::string_view kValueClass = "org.apache.hadoop.io.BytesWritable";
constexpr size_t kMarkBytes = 16;
constexpr size_t kMarkDistance = 100 << 10;
constexpr int32_t kMarkFollows = -1;

// Short enough for its length to be one byte.
void PutClass(Writer& out, std::string_view name) {
  out.PutFixed<char>(static_cast<char>(name.size()));
  out.PutBytes(name.data(), name.size());
}

bool Take(std::string_view& rest, size_t bytes, std::string_view& taken) {
  if (rest.size() < bytes) return false;
  taken = rest.substr(0, bytes);
  rest.remove_prefix(bytes);
  return true;
}

bool TakeNumber(std::string_view& rest, int32_t& number) {
  std::string_view bytes;
  if (!Take(rest, sizeof(number), bytes)) return false;
  number = BigEndianAt<int32_t>(bytes.data());
  return true;
}

bool TakeClass(std::string_view& rest, std::string_view& name) {
  std::string_view length;
  return Take(rest, 1, length) && length[0] > 0 && Take(rest, static_cast<size_t>(length[0]), name);
}

// Texts of its writer, which say nothing about the values.
bool SkipMetadata(std::string_view& rest) {
  int32_t count = 0;
  std::string_view text;
  if (!TakeNumber(rest, count) || count < 0) return false;
  for (int32_t i = 0; i < 2 * count; ++i) {
    if (!TakeClass(rest, text)) return false;
  }
  return true;
}

absl::Status Damaged() { return absl::DataLossError("a sequence file is damaged, or ends too early"); }

}  // namespace

SequenceFileWriter::SequenceFileWriter() {
  out_.PutBytes(kMagic.data(), kMagic.size());
  PutClass(out_, kKeyClass);
  PutClass(out_, kValueClass);
  out_.PutFixed<char>(0);  // Neither values
  out_.PutFixed<char>(0);  // nor blocks are compressed.
  PutBigEndian<int32_t>(out_, 0);
  const std::string mark = NewSecret().substr(0, kMarkBytes);
  synced_ = out_.size();
  out_.PutBytes(mark.data(), mark.size());
  mark_ = mark;
}

void SequenceFileWriter::Add(std::string_view value) {
  if (out_.size() - synced_ >= kMarkDistance) {
    PutBigEndian<int32_t>(out_, kMarkFollows);
    synced_ = out_.size();
    out_.PutBytes(mark_.data(), mark_.size());
  }
  PutBigEndian<int32_t>(out_, static_cast<int32_t>(sizeof(int32_t) + value.size()));
  PutBigEndian<int32_t>(out_, 0);  // The key.
  PutFrame(out_, value);
}

absl::StatusOr<SequenceFileReader> SequenceFileReader::Open(std::string_view file) {
  std::string_view magic, key, value, flags, mark;
  if (!Take(file, kMagic.size(), magic) || magic != kMagic || !TakeClass(file, key) || !TakeClass(file, value) ||
      !Take(file, 2, flags)) {
    return absl::InvalidArgumentError("it is no sequence file of a version that is known");
  }
  if (flags != std::string_view("\0\0", 2)) {
    return absl::InvalidArgumentError("it is compressed: sequence files are read without compression only");
  }
  if (key != kKeyClass || value != kValueClass) {
    return absl::InvalidArgumentError(
        StrCat("it has other keys or values than saved objects: key=", key, " value=", value));
  }
  if (!SkipMetadata(file) || !Take(file, kMarkBytes, mark)) return Damaged();
  return SequenceFileReader(file, mark);
}

absl::StatusOr<std::optional<std::string_view>> SequenceFileReader::Next() {
  std::string_view mark, value;
  int32_t record = 0, key = 0, length = 0;
  if (rest_.empty()) return std::nullopt;
  if (!TakeNumber(rest_, record)) return Damaged();
  if (record == kMarkFollows) {
    if (!Take(rest_, kMarkBytes, mark) || mark != mark_) return Damaged();
    if (rest_.empty()) return std::nullopt;
    if (!TakeNumber(rest_, record)) return Damaged();
  }
  if (!TakeNumber(rest_, key) || key != 0 || !TakeNumber(rest_, length) || length < 0 ||
      int64_t{record} != int64_t{length} + static_cast<int64_t>(sizeof(length)) ||
      !Take(rest_, static_cast<size_t>(length), value)) {
    return Damaged();
  }
  return value;
}

}  // namespace sluice
