#include "state/store/state_file.h"

#include <utility>

#include "common/base/crc32c.h"
#include "common/base/status.h"

namespace sluice {
namespace {

std::string EncodeHeader(const StateFileHeader& header, uint64_t count) {
  Writer out;
  out.PutBytes(kStateFormatName.data(), kStateFormatName.size());
  out.PutFixed(static_cast<uint8_t>(header.kind));
  out.PutFixed(header.from);
  out.PutFixed(header.to);
  out.PutFixed(header.nonce);
  out.PutFixed(header.part);
  out.PutFixed(count);
  return out.ToString();
}

bool DecodeHeader(Reader& in, StateFileHeader& header, uint64_t& count) {
  uint8_t kind;
  if (!in.GetFixed(kind) || kind < 1 || kind > 2) return false;
  header.kind = static_cast<StateFileHeader::Kind>(kind);
  return in.GetFixed(header.from) && in.GetFixed(header.to) && in.GetFixed(header.nonce) && in.GetFixed(header.part) &&
         in.GetFixed(count);
}

}  // namespace

void StateFileWriter::Add(std::string_view key, uint64_t length_code, std::string_view value) {
  if (records_.size() == 0) {
    const char room[kStateHeaderBytes] = {};
    records_.PutBytes(room, sizeof(room));
  }
  records_.PutVarint(key.size());
  records_.PutBytes(key.data(), key.size());
  records_.PutVarint(length_code);
  records_.PutBytes(value.data(), value.size());
  ++count_;
}

Buffer StateFileWriter::Finish(const StateFileHeader& header) {
  std::string head = EncodeHeader(header, count_);
  if (records_.size() == 0) records_.PutBytes(std::string(kStateHeaderBytes, '\0').data(), kStateHeaderBytes);
  // Nobody else has seen these bytes yet.
  char* bytes = const_cast<char*>(records_.view().data());
  std::memcpy(bytes + kStateCrcBytes, head.data(), head.size());
  uint32_t crc = Crc32c(records_.view().substr(kStateCrcBytes));
  std::memcpy(bytes, &crc, kStateCrcBytes);
  count_ = 0;
  return records_.Finish();
}

void StateFileWriter::Clear() {
  records_.Clear();
  count_ = 0;
}

absl::StatusOr<StateFileReader> StateFileReader::Open(Buffer file, const std::string& path) {
  StateFileReader reader(std::move(file), path);
  std::string_view bytes = reader.file_.view();
  if (bytes.size() < kStateHeaderBytes) {
    return absl::DataLossError(StrCat(path, " is torn: bytes=", bytes.size(), " at least=", kStateHeaderBytes));
  }
  uint32_t crc;
  std::memcpy(&crc, bytes.data(), kStateCrcBytes);
  std::string_view format = bytes.substr(kStateCrcBytes, kStateFormatName.size());
  const bool is_whole = crc == Crc32c(bytes.substr(kStateCrcBytes));
  if (is_whole && format != kStateFormatName) {
    return absl::FailedPreconditionError(
        StrCat(path, " is of a format this version does not know: ", format, " known: ", kStateFormatName));
  }
  if (!is_whole) return absl::DataLossError(StrCat(path, " is damaged: its checksum is wrong, bytes=", bytes.size()));
  reader.in_ = Reader(bytes.substr(kStateCrcBytes + kStateFormatName.size()));
  if (!DecodeHeader(reader.in_, reader.header_, reader.left_)) {
    return absl::DataLossError(StrCat(path, " is damaged: no header"));
  }
  return reader;
}

bool StateFileReader::Next(StateRecord& record) {
  if (left_ == 0 || broken_) {
    broken_ = broken_ || !in_.AtEnd();
    return false;
  }
  uint64_t key_bytes, length_code;
  std::string_view value;
  broken_ = !in_.GetVarint(key_bytes) || !in_.GetBytes(key_bytes, record.key) || !in_.GetVarint(length_code) ||
            (length_code > 0 && !in_.GetBytes(length_code - 1, value));
  if (broken_) return false;
  record.value = length_code > 0 ? std::optional(value) : std::nullopt;
  --left_;
  return true;
}

absl::Status StateFileReader::status() const {
  return broken_ ? absl::DataLossError(StrCat(path_, " is damaged: a record is not whole")) : absl::OkStatus();
}

}  // namespace sluice
