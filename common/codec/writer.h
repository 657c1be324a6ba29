#ifndef SLUICE_COMMON_CODEC_WRITER_H_
#define SLUICE_COMMON_CODEC_WRITER_H_

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/buffer.h"

namespace sluice {

static_assert(std::endian::native == std::endian::little,
              "the wire format is the memory format of a little-endian CPU");

// Bytes that grow at the end. Not thread-safe.
class Writer {
 public:
  Writer() = default;
  Writer(Writer&& other) noexcept { Swap(other); }
  Writer& operator=(Writer&& other) noexcept {
    Swap(other);
    return *this;
  }
  ~Writer() { std::free(data_); }

  void PutBytes(const void* bytes, size_t length) {
    if (length == 0) return;
    std::memcpy(Room(length), bytes, length);
    size_ += length;
  }
  // Of an arithmetic type: its bytes, little-endian.
  template <class T>
  void PutFixed(T value) {
    PutBytes(&value, sizeof(T));
  }
  // Seven bits a byte, the lowest first; 1 byte up to 127.
  void PutVarint(uint64_t value) {
    char* out = Room(10);
    for (; value >= 128; value >>= 7, ++size_) *out++ = static_cast<char>(value | 128);
    *out = static_cast<char>(value);
    ++size_;
  }

  size_t size() const { return size_; }
  std::string_view view() const { return {data_, size_}; }
  std::string ToString() const { return std::string(view()); }
  void Clear() { size_ = 0; }
  // Takes back what follows the first bytes. REQUIRES: there are so many.
  void Truncate(size_t size) { size_ = size; }

  // Makes room for so many bytes in all, so that they need not move while they come.
  void Reserve(size_t capacity) {
    if (capacity > capacity_) Grow(capacity - size_);
  }

  // The bytes, not copied, and no more memory than they need; leaves the writer empty.
  Buffer Finish();

 private:
  char* Room(size_t length) {
    if (capacity_ - size_ < length) [[unlikely]]
      Grow(length);
    return data_ + size_;
  }
  [[gnu::noinline]] void Grow(size_t length) {
    size_t capacity = std::max<size_t>({256, capacity_ * 2, size_ + length});
    char* data = static_cast<char*>(std::realloc(data_, capacity));
    if (data == nullptr) throw std::bad_alloc();
    data_ = data;
    capacity_ = capacity;
  }
  // Whoever keeps buffers counts their bytes: half as much again, unseen, would break its limit.
  void Shrink() {
    char* data = static_cast<char*>(std::realloc(data_, std::max<size_t>(size_, 1)));
    if (data != nullptr) data_ = data;
  }
  void Swap(Writer& other) {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_WRITER_H_
