#include "engine/exchange/key_arena.h"

#include <algorithm>
#include <utility>

namespace sluice {

KeyArena::KeyArena() = default;
KeyArena::KeyArena(KeyArena&& other) noexcept { *this = std::move(other); }
KeyArena::~KeyArena() = default;

KeyArena& KeyArena::operator=(KeyArena&& other) noexcept {
  pieces_ = std::move(other.pieces_);
  at_ = std::exchange(other.at_, nullptr);
  room_ = std::exchange(other.room_, 0);
  piece_bytes_ = std::exchange(other.piece_bytes_, 0);
  return *this;
}

void KeyArena::Grow(size_t needed) {
  room_ = std::max(needed, size_t{4096} << std::min<size_t>(pieces_.size(), 8));
  pieces_.emplace_back(new char[room_]);
  piece_bytes_ += room_;
  at_ = pieces_.back().get();
}

}  // namespace sluice
