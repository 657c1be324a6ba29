#ifndef SLUICE_ENGINE_EXCHANGE_KEY_ARENA_H_
#define SLUICE_ENGINE_EXCHANGE_KEY_ARENA_H_

#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace sluice {

// Copies of bytes that live as long as the arena and never move.
class KeyArena {
 public:
  KeyArena();
  KeyArena(KeyArena&& other) noexcept;
  KeyArena& operator=(KeyArena&& other) noexcept;
  ~KeyArena();

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
  void Grow(size_t needed);

  std::vector<std::unique_ptr<char[]>> pieces_;
  char* at_ = nullptr;
  size_t room_ = 0;
  size_t piece_bytes_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_KEY_ARENA_H_
