#ifndef SLUICE_STATE_STORE_STATE_ENTRY_H_
#define SLUICE_STATE_STORE_STATE_ENTRY_H_

#include <cstdint>
#include <cstring>
#include <string_view>

#include "common/codec/key_image.h"

namespace sluice {

// One key and its value, as bytes, for everybody to read. Short ones are inside, long ones in memory of their own.
class StateEntry {
 public:
  static constexpr size_t kInlineBytes = 20;

  std::string_view key() const { return key_.view(); }
  // False: the key has no value; it was removed, or has not got one yet.
  bool exists() const { return size_ != kAbsent; }
  // REQUIRES: exists(). Valid until the value is set.
  std::string_view value() const { return {size_ <= kInlineBytes ? near_ : far(), size_}; }
  uint32_t number() const { return number_; }

 protected:
  static constexpr uint32_t kAbsent = UINT32_MAX;

  char* far() const {
    char* bytes;
    std::memcpy(&bytes, near_, sizeof(bytes));
    return bytes;
  }
  bool has_far() const { return size_ != kAbsent && size_ > kInlineBytes; }

  KeyImage key_;  // Not set: the entry is free.
  char near_[kInlineBytes];
  uint32_t size_;
  uint32_t number_ : 28;
  uint32_t marks_ : 4;
};

// An entry where it lies: writes it, and what its table notes about it. What is long is allocated by itself, not in an
// arena, because a value grows and goes whenever it likes. Zeros are a free cell; whoever has cells frees them.
class StateCell : public StateEntry {
 public:
  enum Mark : uint8_t { kChanged = 1, kUsed = 2, kCold = 4, kColdIsOld = 8 };

  bool is_free() const { return !key_.is_set(); }
  const KeyImage& image() const { return key_; }
  bool has(Mark mark) const { return marks_ & mark; }
  void Add(uint8_t marks) { marks_ |= marks; }
  void Drop(Mark mark) { marks_ &= ~mark; }

  // Each returns by how many bytes there is now more memory, or less, outside of the cell.
  int64_t Occupy(const KeyImage& key, uint32_t number);  // Copies the key. It has no value and no mark then.
  int64_t SetValue(std::string_view value) {
    if (value.size() > kInlineBytes || has_far()) return SetFar(value);
    std::memcpy(near_, value.data(), value.size());
    size_ = static_cast<uint32_t>(value.size());
    return 0;
  }
  int64_t DropValue();
  int64_t Free();

 private:
  int64_t SetFar(std::string_view value);
};
static_assert(sizeof(StateCell) == 48);

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_STATE_ENTRY_H_
