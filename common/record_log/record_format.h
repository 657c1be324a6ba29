#ifndef SLUICE_COMMON_RECORD_LOG_RECORD_FORMAT_H_
#define SLUICE_COMMON_RECORD_LOG_RECORD_FORMAT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

// See record_format.md for the layout, a worked example and what a torn tail looks like.
inline constexpr int kHeaderBytes = 4 + 4 + 1;  // crc32c, length, kind.
inline constexpr int64_t kRecordBytesMax = 16 << 20;
inline constexpr std::string_view kFormatName = "sluice-log-1";

enum class RecordKind : uint8_t {
  kFormat = 1,  // The file's first record: kFormatName.
  kFirst = 2,   // The first one written after a sync: everything before it had reached the disk.
  kNext = 3,    // Any other.
};

struct Record {
  RecordKind kind;
  std::string_view payload;
  int64_t bytes() const { return kHeaderBytes + static_cast<int64_t>(payload.size()); }
};

// REQUIRES: payload.size() <= kRecordBytesMax.
void AppendRecord(RecordKind kind, std::string_view payload, std::string& out);

// The record that `bytes` begin with; nothing if they do not begin with a whole and undamaged one.
std::optional<Record> ParseRecord(std::string_view bytes);

}  // namespace sluice

#endif  // SLUICE_COMMON_RECORD_LOG_RECORD_FORMAT_H_
