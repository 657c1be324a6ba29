#include "driver/history/log/event_frame.h"

#include <zstd.h>
#include <zstd_errors.h>

#include <optional>
#include <utility>

#include "common/base/status.h"
#include "common/fs/compress.h"
#include "common/record_log/record_damage.h"

namespace sluice {
namespace {

constexpr std::string_view kMagic = "\x28\xb5\x2f\xfd";
constexpr unsigned long long kUnpackedBytesMax = 32 << 20;  // No writer puts so many into one.

absl::StatusOr<Buffer> Unpack(std::string_view frame) {
  const unsigned long long expected = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (expected == ZSTD_CONTENTSIZE_UNKNOWN || expected == ZSTD_CONTENTSIZE_ERROR || expected > kUnpackedBytesMax) {
    return absl::DataLossError(StrCat("it does not say that it has ", kUnpackedBytesMax, " bytes at most"));
  }
  std::string unpacked(expected, '\0');
  const size_t bytes = ZSTD_decompress(unpacked.data(), unpacked.size(), frame.data(), frame.size());
  if (ZSTD_isError(bytes)) return absl::DataLossError(ZSTD_getErrorName(bytes));
  if (bytes != expected) return absl::DataLossError(StrCat("unpacked bytes: stored=", expected, " found=", bytes));
  return Buffer::FromString(std::move(unpacked));
}

}  // namespace

absl::StatusOr<std::string> PackEventFrame(std::string_view records) { return Compress(records, Compression::kZstd); }

absl::StatusOr<size_t> EventFrameBytes(std::string_view bytes) {
  const std::string_view begin = bytes.substr(0, kMagic.size());
  if (!kMagic.starts_with(begin)) return absl::DataLossError("no frame begins there");
  const size_t size = ZSTD_findFrameCompressedSize(bytes.data(), bytes.size());
  if (!ZSTD_isError(size)) return size;
  if (begin.size() < kMagic.size() || ZSTD_getErrorCode(size) == ZSTD_error_srcSize_wrong) {
    return absl::OutOfRangeError("the frame is cut off");
  }
  return absl::DataLossError(ZSTD_getErrorName(size));
}

absl::StatusOr<EventFrame> ParseEventFrame(std::string_view bytes) {
  EventFrame frame;
  SLUICE_ASSIGN_OR_RETURN(frame.bytes, EventFrameBytes(bytes));
  SLUICE_ASSIGN_OR_RETURN(frame.unpacked, Unpack(bytes.substr(0, frame.bytes)));
  for (std::string_view rest = frame.unpacked.view(); !rest.empty();) {
    const std::optional<Record> record = ParseRecord(rest);
    if (!record.has_value()) {
      const size_t at = frame.unpacked.size() - rest.size();
      return absl::DataLossError(StrCat("its record at byte ", at, " is damaged: ", WhyNoRecord(rest)));
    }
    frame.records.push_back(*record);
    rest.remove_prefix(record->bytes());
  }
  return frame;
}

bool HoldsEventFrame(std::string_view bytes) {
  for (size_t at = bytes.find(kMagic); at != bytes.npos; at = bytes.find(kMagic, at + 1)) {
    if (ParseEventFrame(bytes.substr(at)).ok()) return true;
  }
  return false;
}

}  // namespace sluice
