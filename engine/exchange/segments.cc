#include "engine/exchange/segments.h"

#include <algorithm>

#include "common/base/status.h"
#include "engine/exchange/spill/scratch_space.h"

namespace sluice {
namespace {

constexpr size_t kPieceBytes = 4 << 20;
constexpr size_t kFullBytes = kPieceBytes / 8 * 7;

}  // namespace

Segments::Segments(int reducers, TaskMemory& memory)
    : memory_(memory), use_(memory), writers_(reducers), parts_(reducers) {}
Segments::~Segments() = default;

absl::Status Segments::MakeRoom(size_t rows) {
  rows_ += rows;
  if (rows_ < std::max<size_t>(kKeyBatch, writers_.size())) return absl::OkStatus();
  rows_ = 0;
  size_t bytes = 0;
  for (size_t i = 0; i < writers_.size(); ++i) {
    if (writers_[i].size() >= kFullBytes) {
      parts_[i].in_memory.push_back(writers_[i].Finish());
      writers_[i].Reserve(kPieceBytes);
    }
    bytes += writers_[i].size() + parts_[i].in_memory.size() * kPieceBytes;
  }
  return use_.Set(static_cast<int64_t>(bytes)) ? Spill() : absl::OkStatus();
}

absl::Status Segments::Spill() {
  if (!file_) {
    SLUICE_ASSIGN_OR_RETURN(file_, memory_.scratch->Open());
  }
  for (size_t i = 0; i < writers_.size(); ++i) {
    for (const Buffer& piece : parts_[i].in_memory) SLUICE_RETURN_IF_ERROR(Append(parts_[i], piece.view()));
    parts_[i].in_memory.clear();
    SLUICE_RETURN_IF_ERROR(Append(parts_[i], writers_[i].view()));
    writers_[i].Finish();
  }
  use_.Set(0);
  return absl::OkStatus();
}

absl::Status Segments::Append(Part& part, std::string_view bytes) {
  if (bytes.empty()) return absl::OkStatus();
  part.on_disk.emplace_back(file_->size(), bytes.size());
  return file_->Append(bytes);
}

absl::StatusOr<std::vector<Buffers>> Segments::Finish() {
  Buffer mapped;
  if (file_) {
    SLUICE_ASSIGN_OR_RETURN(mapped, file_->Map());
  }
  std::vector<Buffers> segments(writers_.size());
  for (size_t i = 0; i < writers_.size(); ++i) {
    for (auto [offset, bytes] : parts_[i].on_disk) segments[i].push_back(mapped.Slice(offset, bytes));
    for (Buffer& piece : parts_[i].in_memory) segments[i].push_back(std::move(piece));
    parts_[i] = {};
    if (writers_[i].size() != 0) segments[i].push_back(writers_[i].Finish());
  }
  file_ = nullptr;
  use_.Set(0);
  return segments;
}

}  // namespace sluice
