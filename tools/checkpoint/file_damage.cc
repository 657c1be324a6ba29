#include "tools/checkpoint/file_damage.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/crc32c.h"
#include "common/base/str_cat.h"
#include "common/codec/codec.h"
#include "common/codec/stable_hash.h"
#include "common/record_log/record_format.h"
#include "common/record_log/record_log.h"
#include "engine/dstream/stream_checkpoint.h"
#include "state/store/state_file.h"
#include "tools/checkpoint/flipped_bit.h"

namespace sluice {
namespace {

using Kind = FileDamage::Kind;

FileDamage FlippedBitAt(size_t offset) {
  return {Kind::kFlippedBit, static_cast<int64_t>(offset), "one bit is not what was written"};
}

FileDamage CutOffAt(size_t bytes) {
  return {Kind::kCutOff, static_cast<int64_t>(bytes), "it ends before what it begins with says"};
}

absl::Status ReadAll(StateFileReader& reader) {
  StateRecord record;
  while (reader.Next(record)) {
  }
  return reader.status();
}

bool IsWholeState(std::string_view bytes) {
  absl::StatusOr<StateFileReader> reader = StateFileReader::Open(Buffer(nullptr, bytes), "");
  return reader.ok() && ReadAll(*reader).ok();
}

// Of a file whose checksum is wrong: whether its records go on beyond its end, as they do when it was cut off.
bool EndsEarly(std::string_view bytes) {
  std::string copy(bytes);
  const uint32_t crc = Crc32c(bytes.substr(kStateCrcBytes));
  std::memcpy(copy.data(), &crc, kStateCrcBytes);
  absl::StatusOr<StateFileReader> reader = StateFileReader::Open(Buffer::FromString(std::move(copy)), "");
  if (!reader.ok()) return false;
  const bool has_all = ReadAll(*reader).ok();
  return !has_all && reader->position().left > 0;
}

bool IsWholeObjectFile(std::string_view bytes) {
  uint64_t hash = 0;
  if (bytes.size() < sizeof(hash) || !Decode(bytes.substr(0, sizeof(hash)), hash)) return false;
  return HashBytes(bytes.substr(sizeof(hash))) == hash;
}

// A name begins with the version that the file leads to.
bool HoldsWhatItsNameSays(const StateFileHeader& header, std::string_view name) {
  int64_t version = 0;
  const bool is_version = absl::SimpleAtoi(ToAbsl(name.substr(0, name.find_first_of("-."))), &version);
  const bool is_snapshot = name.find(".snapshot.") != name.npos;
  return is_version && header.to == version && (header.kind == StateFileHeader::Kind::kSnapshot) == is_snapshot;
}

}  // namespace

const char* ToString(Kind kind) {
  switch (kind) {
    case Kind::kFlippedBit: return "flipped bit";
    case Kind::kCutOff: return "cut off";
    case Kind::kDamaged: return "damaged";
    case Kind::kForeign: return "foreign";
    case Kind::kUnreadable: return "unreadable";
    case Kind::kTornTail: return "torn tail";
  }
  return "damaged";
}

std::optional<FileDamage> CheckCheckpointFile(const Buffer& file) {
  auto whole = [](std::string_view bytes) { return DecodeStreamCheckpoint(bytes).ok(); };
  const absl::Status status = DecodeStreamCheckpoint(file.view()).status();
  if (status.ok()) return std::nullopt;
  if (absl::IsFailedPrecondition(status)) return FileDamage{Kind::kForeign, 0, std::string(status.message())};
  if (const auto bit = FindFlippedBit(file.view(), whole)) return FlippedBitAt(*bit);
  constexpr size_t kHead = 2 * sizeof(uint64_t);
  StreamCheckpoint checkpoint;
  const bool is_cut_off = file.size() < kHead || !Decode(file.view().substr(kHead), checkpoint);
  if (is_cut_off) return CutOffAt(file.size());
  return FileDamage{Kind::kDamaged, kHead, std::string(status.message())};
}

std::optional<FileDamage> CheckStateFile(const Buffer& file, const std::string& name) {
  absl::StatusOr<StateFileReader> reader = StateFileReader::Open(file, "it");
  absl::Status status = reader.ok() ? ReadAll(*reader) : reader.status();
  if (status.ok()) {
    if (HoldsWhatItsNameSays(reader->header(), name)) return std::nullopt;
    return FileDamage{Kind::kForeign, 0, StrCat("it has the contents of another file: version=", reader->header().to)};
  }
  if (absl::IsFailedPrecondition(status))
    return FileDamage{Kind::kForeign, kStateCrcBytes, std::string(status.message())};
  if (const auto bit = FindFlippedBitByCrc(file.view(), IsWholeState)) return FlippedBitAt(*bit);
  if (file.size() < kStateHeaderBytes || EndsEarly(file.view())) return CutOffAt(file.size());
  return FileDamage{Kind::kDamaged, kStateCrcBytes, std::string(status.message())};
}

std::optional<FileDamage> CheckObjectFile(const Buffer& file) {
  if (IsWholeObjectFile(file.view())) return std::nullopt;
  if (file.size() < sizeof(uint64_t)) return CutOffAt(file.size());
  if (const auto bit = FindFlippedBit(file.view(), IsWholeObjectFile)) return FlippedBitAt(*bit);
  return FileDamage{Kind::kDamaged, sizeof(uint64_t), "its rows do not match their checksum: changed, or cut off"};
}

std::optional<FileDamage> CheckRecordLog(Files& files, const std::string& path) {
  const absl::StatusOr<RecordLogContents> contents = ReadRecordLog(files, path);
  if (contents.ok() && contents->torn_bytes == 0) return std::nullopt;
  if (absl::IsFailedPrecondition(contents.status())) {
    return FileDamage{Kind::kForeign, 0, std::string(contents.status().message())};
  }
  const absl::StatusOr<Buffer> file = files.Read(path);
  if (!file.ok()) return FileDamage{Kind::kDamaged, 0, std::string(file.status().message())};
  int64_t offset = 0;
  while (std::optional<Record> record = ParseRecord(file->view().substr(offset))) offset += record->bytes();
  constexpr size_t kLooksAt = 16 << 10;
  const std::string_view broken = file->view().substr(offset).substr(0, kLooksAt);
  if (const auto bit = FindFlippedBit(broken, [](std::string_view b) { return ParseRecord(b).has_value(); })) {
    return FlippedBitAt(offset + *bit);
  }
  if (!contents.ok()) return FileDamage{Kind::kDamaged, offset, "committed records follow what is broken"};
  return FileDamage{Kind::kTornTail, offset, StrCat(contents->torn_bytes, " bytes of a commit that was not finished")};
}

}  // namespace sluice
