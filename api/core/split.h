#ifndef SLUICE_API_CORE_SPLIT_H_
#define SLUICE_API_CORE_SPLIT_H_

#include <emmintrin.h>

#include <bit>
#include <cstdint>
#include <iterator>
#include <ranges>
#include <string_view>

namespace sluice::internal {

// The non-empty pieces of `text` between occurrences of `separator`, found one at a time while iterating and 16 bytes
// at a time inside: no memory is allocated.
//
//   lines.flatMap([](std::string_view line) { return split(line, ' '); })
class SplitRange : public std::ranges::view_interface<SplitRange> {
 public:
  class Iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;

    Iterator() = default;
    Iterator(std::string_view text, char separator)
        : at_(text.data()), end_(text.data() + text.size()), separators_(_mm_set1_epi8(separator)) {
      LoadWindow();
      ++*this;
    }

    std::string_view operator*() const { return piece_; }
    Iterator& operator++() {
      do {
        if (at_ == end_) {
          piece_ = {};
          return *this;
        }
        const char* stop = NextSeparator();
        piece_ = {at_, static_cast<size_t>(stop - at_)};
        at_ = stop == end_ ? end_ : stop + 1;
      } while (piece_.empty());
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const { return piece_.empty(); }

   private:
    // The next separator at or after at_, or end_. `found_` has a bit for each one in the window not yet returned.
    const char* NextSeparator() {
      while (found_ == 0) {
        window_ += kWindow;
        if (window_ >= end_) return end_;
        found_ = Match(window_);
      }
      const char* separator = window_ + std::countr_zero(found_);
      found_ &= found_ - 1;
      return separator;
    }
    void LoadWindow() {
      window_ = at_;
      if (at_ != end_) found_ = Match(at_);
    }
    uint64_t Match(const char* from) const;

    static constexpr int kWindow = 64;
    const char* at_ = nullptr;
    const char* end_ = nullptr;
    const char* window_ = nullptr;
    uint64_t found_ = 0;
    __m128i separators_{};
    std::string_view piece_;
  };

  SplitRange() = default;
  SplitRange(std::string_view text, char separator) : text_(text), separator_(separator) {}
  Iterator begin() const { return Iterator(text_, separator_); }
  std::default_sentinel_t end() const { return {}; }

 private:
  std::string_view text_;
  char separator_ = ' ';
};

// One bit for each separator among the up to 64 bytes at `from`.
inline uint64_t SplitRange::Iterator::Match(const char* from) const {
  size_t rest = end_ - from;
  uint64_t bits = 0;
  for (int i = 0; i < kWindow; i += 16) {
    __m128i bytes;
    if (rest >= i + 16u) {
      bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i));
    } else {
      char copy[16];
      size_t left = rest > size_t(i) ? rest - i : 0;
      for (size_t k = 0; k < left; ++k) copy[k] = from[i + k];
      for (size_t k = left; k < 16; ++k) copy[k] = 0;
      bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(copy));
      uint64_t mask = static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, separators_))) & ((1u << left) - 1);
      bits |= mask << i;
      break;
    }
    bits |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, separators_)))} << i;
  }
  return bits;
}

}  // namespace sluice::internal

namespace sluice {

inline internal::SplitRange split(std::string_view text, char separator) {
  return internal::SplitRange(text, separator);
}

}  // namespace sluice

#endif  // SLUICE_API_CORE_SPLIT_H_
