#ifndef SLUICE_STATE_STORE_ZEROED_ARRAY_H_
#define SLUICE_STATE_STORE_ZEROED_ARRAY_H_

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace sluice {

// Elements that begin as zeros, in pages of their own: the system gives a page when it is first touched, and has all
// of them back at once. Within a heap such long-lived pieces would keep the memory around them from being used.
template <class T>
class ZeroedArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  ZeroedArray() = default;
  // Throws std::bad_alloc.
  explicit ZeroedArray(size_t size) : size_(size) {
    void* pages = mmap(nullptr, size * sizeof(T), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) throw std::bad_alloc();
    elements_ = static_cast<T*>(pages);
  }
  ZeroedArray(ZeroedArray&& other) noexcept { Swap(other); }
  ZeroedArray& operator=(ZeroedArray&& other) noexcept {
    Swap(other);
    return *this;
  }
  ~ZeroedArray() {
    if (elements_ != nullptr) munmap(elements_, size_ * sizeof(T));
  }

  // Without elements.
  bool is_null() const { return elements_ == nullptr; }
  size_t size() const { return size_; }
  T& operator[](size_t i) { return elements_[i]; }
  const T& operator[](size_t i) const { return elements_[i]; }
  T* begin() { return elements_; }
  T* end() { return elements_ + size_; }

 private:
  void Swap(ZeroedArray& other) {
    std::swap(elements_, other.elements_);
    std::swap(size_, other.size_);
  }

  T* elements_ = nullptr;
  size_t size_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_ZEROED_ARRAY_H_
