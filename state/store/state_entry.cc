#include "state/store/state_entry.h"

#include <malloc.h>

#include <cstdlib>
#include <new>

namespace sluice {
namespace {

char* Allocate(size_t bytes) {
  char* memory = static_cast<char*>(std::malloc(bytes));
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

int64_t BytesOf(char* memory) { return static_cast<int64_t>(malloc_usable_size(memory)); }

int64_t Release(char* memory) {
  const int64_t bytes = BytesOf(memory);
  std::free(memory);
  return -bytes;
}

}  // namespace

int64_t StateCell::Occupy(const KeyImage& key, uint32_t number) {
  key_ = key;
  size_ = kAbsent;
  number_ = number;
  marks_ = 0;
  if (key.is_inline()) return 0;
  char* copy = Allocate(key.size());
  std::memcpy(copy, key.data(), key.size());
  key_.high = reinterpret_cast<uintptr_t>(copy);
  return BytesOf(copy);
}

int64_t StateCell::SetFar(std::string_view value) {
  const bool is_far = value.size() > kInlineBytes;
  if (is_far && has_far() && static_cast<size_t>(BytesOf(far())) >= value.size()) {
    std::memcpy(far(), value.data(), value.size());
    size_ = static_cast<uint32_t>(value.size());
    return 0;
  }
  char* const place = is_far ? Allocate(value.size()) : near_;
  int64_t more = DropValue();
  if (is_far) {
    std::memcpy(near_, &place, sizeof(place));
    more += BytesOf(place);
  }
  std::memcpy(place, value.data(), value.size());
  size_ = static_cast<uint32_t>(value.size());
  return more;
}

int64_t StateCell::DropValue() {
  const int64_t more = has_far() ? Release(far()) : 0;
  size_ = kAbsent;
  return more;
}

int64_t StateCell::Free() {
  int64_t more = DropValue();
  if (!key_.is_inline()) more += Release(const_cast<char*>(key_.data()));
  key_ = KeyImage();
  return more;
}

}  // namespace sluice
