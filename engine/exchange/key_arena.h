#ifndef SLUICE_ENGINE_EXCHANGE_KEY_ARENA_H_
#define SLUICE_ENGINE_EXCHANGE_KEY_ARENA_H_

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

// Copies of bytes that live as long as the arena and never move.
class KeyArena {
 public:
  KeyArena() = default;
  KeyArena(KeyArena&& other) noexcept { *this = std::move(other); }
  KeyArena& operator=(KeyArena&& other) noexcept {
    pieces_ = std::move(other.pieces_);
    at_ = std::exchange(other.at_, nullptr);
    room_ = std::exchange(other.room_, 0);
    piece_bytes_ = std::exchange(other.piece_bytes_, 0);
    return *this;
  }

  const char* Copy(std::string_view bytes) {
    if (room_ < bytes.size()) Grow(bytes.size());
    char* copy = at_;
    std::memcpy(copy, bytes.data(), bytes.size());
    at_ += bytes.size();
    room_ -= bytes.size();
    return copy;
  }
  std::string_view CopyOf(std::string_view bytes) { return {Copy(bytes), bytes.size()}; }

  size_t memory_bytes() const { return piece_bytes_; }

 private:
  void Grow(size_t needed) {
    room_ = std::max(needed, size_t{4096} << std::min<size_t>(pieces_.size(), 8));
    pieces_.emplace_back(new char[room_]);
    piece_bytes_ += room_;
    at_ = pieces_.back().get();
  }

  std::vector<std::unique_ptr<char[]>> pieces_;
  char* at_ = nullptr;
  size_t room_ = 0;
  size_t piece_bytes_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_KEY_ARENA_H_
