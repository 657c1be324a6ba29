#ifndef SLUICE_ENGINE_RDD_KEY_ARENA_H_
#define SLUICE_ENGINE_RDD_KEY_ARENA_H_

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace sluice {

// Copies of bytes that live as long as the arena and never move.
class KeyArena {
 public:
  const char* Copy(std::string_view bytes) {
    if (room_ < bytes.size()) Grow(bytes.size());
    char* copy = at_;
    std::memcpy(copy, bytes.data(), bytes.size());
    at_ += bytes.size();
    room_ -= bytes.size();
    return copy;
  }

 private:
  void Grow(size_t needed) {
    room_ = std::max(needed, std::min<size_t>(size_t{4096} << pieces_.size(), 1 << 20));
    pieces_.emplace_back(new char[room_]);
    at_ = pieces_.back().get();
  }

  std::vector<std::unique_ptr<char[]>> pieces_;
  char* at_ = nullptr;
  size_t room_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_KEY_ARENA_H_
