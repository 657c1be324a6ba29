#include "common/record_log/record_format.h"

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/crc32c.h"
#include "common/base/str_cat.h"
#include "common/record_log/record_damage.h"

namespace sluice {
namespace {

constexpr size_t kCrcBytes = 4;

void Store32(uint32_t value, char* to) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<char>(value >> 8 * i);
}
uint32_t Load32(const char* from) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value |= uint32_t{static_cast<unsigned char>(from[i])} << 8 * i;
  return value;
}

uint32_t ComputedCrc(std::string_view record, uint32_t length) {
  return Crc32c(record.substr(kCrcBytes, kHeaderBytes - kCrcBytes + length));
}

}  // namespace

void AppendRecord(RecordKind kind, std::string_view payload, std::string& out) {
  SLUICE_CHECK(static_cast<int64_t>(payload.size()) <= kRecordBytesMax);
  char header[kHeaderBytes];
  Store32(static_cast<uint32_t>(payload.size()), header + kCrcBytes);
  header[8] = static_cast<char>(kind);
  Store32(Crc32c(payload, Crc32c({header + kCrcBytes, kHeaderBytes - kCrcBytes})), header);
  out.append(header, kHeaderBytes);
  out.append(payload);
}

std::optional<Record> ParseRecord(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes) return std::nullopt;
  uint32_t length = Load32(bytes.data() + kCrcBytes);
  auto kind = static_cast<RecordKind>(bytes[8]);
  if (kind < RecordKind::kFormat || kind > RecordKind::kNext) return std::nullopt;
  if (length > kRecordBytesMax || length > bytes.size() - kHeaderBytes) return std::nullopt;
  if (ComputedCrc(bytes, length) != Load32(bytes.data())) return std::nullopt;
  return Record{kind, bytes.substr(kHeaderBytes, length)};
}

std::string WhyNoRecord(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes) return StrCat("header bytes: stored=", bytes.size(), " needed=", kHeaderBytes);
  const uint32_t length = Load32(bytes.data() + kCrcBytes);
  const size_t follow = bytes.size() - kHeaderBytes;
  if (length > kRecordBytesMax) return StrCat("length: stored=", length, " max=", kRecordBytesMax);
  if (length > follow) return StrCat("length: stored=", length, " bytes that follow=", follow);
  const uint32_t stored = Load32(bytes.data());
  const uint32_t computed = ComputedCrc(bytes, length);
  if (stored != computed) return absl::StrFormat("checksum: stored=%08x computed=%08x", stored, computed);
  return StrCat("kind: stored=", static_cast<int>(bytes[8]), " known=1 to 3");
}

}  // namespace sluice
