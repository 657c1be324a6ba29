#include "state/checkpoint/lease_record.h"

#include "common/base/status.h"
#include "common/codec/codec.h"
#include "common/codec/stable_hash.h"

namespace sluice {
namespace {

constexpr uint64_t kMagic = 0x314C4543'49554C53;              // "SLUICEL1"
constexpr uint64_t kMagicOfAllFormats = 0x00FFFFFF'FFFFFFFF;  // The last byte is the format's number.

}  // namespace

std::string ToString(const LeaseRecord& record) {
  const absl::Time since = absl::FromUnixMillis(record.since_unix_millis);
  return StrCat("host=", record.holder.host, " pid=", record.holder.process.pid,
                " since=", absl::FormatTime(absl::RFC3339_sec, since, absl::UTCTimeZone()),
                " application=", record.application);
}

// Magic, checksum of the rest, the record.
std::string EncodeLease(const LeaseRecord& record) {
  const std::string body = Encode(record);
  return Encode(kMagic, StableHash(body)) + body;
}

absl::StatusOr<LeaseRecord> DecodeLease(std::string_view file) {
  uint64_t magic = 0, checksum = 0;
  constexpr size_t kHead = 2 * sizeof(uint64_t);
  if (file.size() < kHead || !Decode(file.substr(0, kHead), magic, checksum)) {
    return absl::DataLossError(StrCat("it ends within its first ", kHead, " bytes: bytes=", file.size()));
  }
  const std::string_view body = file.substr(kHead);
  const bool is_whole = StableHash(body) == checksum;
  if (is_whole && magic != kMagic && ((magic ^ kMagic) & kMagicOfAllFormats) == 0) {
    return absl::FailedPreconditionError("it was written by another version of Sluice");
  }
  LeaseRecord record;
  if (magic != kMagic || !is_whole || !Decode(body, record)) {
    return absl::DataLossError("it does not match its checksum");
  }
  return record;
}

}  // namespace sluice
