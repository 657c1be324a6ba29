#include "engine/exchange/spill/run_file.h"

#include <algorithm>
#include <cstring>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/codec/stable_hash.h"
#include "engine/exchange/spill/scratch_space.h"

namespace sluice {
namespace {

constexpr size_t kHeaderBytes = 4 + 8;

}  // namespace

RunWriter::RunWriter(std::shared_ptr<ScratchFile> file, size_t chunk_bytes)
    : file_(std::move(file)), chunk_bytes_(chunk_bytes) {}
RunWriter::~RunWriter() = default;

RunReader::RunReader(std::shared_ptr<ScratchFile> file) : file_(std::move(file)) {}
RunReader::~RunReader() = default;

void RunWriter::Entry(uint64_t prefix, std::string_view key, uint64_t items) {
  FlushIfFull();
  chunk_.PutFixed(prefix);
  chunk_.PutVarint(key.size());
  chunk_.PutBytes(key.data(), key.size());
  chunk_.PutVarint(items);
}

void RunWriter::Item(std::string_view item) {
  FlushIfFull();
  chunk_.PutVarint(item.size());
  chunk_.PutBytes(item.data(), item.size());
}

void RunWriter::Flush() {
  if (status_.ok()) {
    Writer header;
    header.PutFixed(static_cast<uint32_t>(chunk_.size()));
    header.PutFixed(HashBytes(chunk_.view()));
    status_ = chunk_.size() > UINT32_MAX
                  ? absl::InvalidArgumentError(StrCat("a row is too large: bytes=", chunk_.size(), " max=", UINT32_MAX))
                  : file_->Append(header.view());
    if (status_.ok()) status_ = file_->Append(chunk_.view());
  }
  chunk_.Clear();
}

absl::Status RunWriter::Finish() {
  if (chunk_.size() != 0) Flush();
  return status_;
}

bool RunReader::Load() {
  if (!status_.ok() || next_chunk_offset_ == file_->size()) return false;
  char header[kHeaderBytes];
  uint32_t bytes = 0;
  uint64_t checksum = 0;
  status_ = file_->Read(next_chunk_offset_, header, sizeof(header));
  if (!status_.ok()) return false;
  std::memcpy(&bytes, header, sizeof(bytes));
  std::memcpy(&checksum, header + sizeof(bytes), sizeof(checksum));
  if (static_cast<int64_t>(bytes) > file_->size() - next_chunk_offset_) return Damaged();
  if (chunk_.size() < bytes) chunk_.resize(bytes);
  status_ = file_->Read(next_chunk_offset_ + static_cast<int64_t>(kHeaderBytes), chunk_.data(), bytes);
  if (!status_.ok()) return false;
  const std::string_view chunk(chunk_.data(), bytes);
  if (HashBytes(chunk) != checksum) return Damaged();
  next_chunk_offset_ += static_cast<int64_t>(kHeaderBytes + bytes);
  in_ = Reader(chunk);
  return bytes != 0;
}

bool RunReader::Damaged() {
  status_ =
      absl::DataLossError(StrCat("a scratch file is damaged at ", next_chunk_offset_, " of ", file_->size(), " bytes"));
  return false;
}

bool RunReader::NextEntry() {
  for (std::string_view skipped; items_left_ != 0;) {
    if (!NextItem(skipped)) return false;
  }
  if (!HasMore()) return false;
  uint64_t key_bytes = 0;
  if (!in_.GetFixed(prefix_) || !in_.GetVarint(key_bytes) || !in_.GetBytes(key_bytes, key_) ||
      !in_.GetVarint(items_left_)) {
    return Damaged();
  }
  if (items_left_ == 0) return true;
  kept_key_.assign(key_);
  key_ = kept_key_;
  return true;
}

bool RunReader::NextItem(std::string_view& item) {
  if (items_left_ == 0) return false;
  uint64_t bytes = 0;
  if (!HasMore() || !in_.GetVarint(bytes) || !in_.GetBytes(bytes, item)) return status_.ok() && Damaged();
  --items_left_;
  return true;
}

}  // namespace sluice
