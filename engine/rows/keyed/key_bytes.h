#ifndef SLUICE_ENGINE_ROWS_KEYED_KEY_BYTES_H_
#define SLUICE_ENGINE_ROWS_KEYED_KEY_BYTES_H_

#include <array>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "common/codec/codec.h"
#include "common/codec/key_image.h"

namespace sluice {

// Keys are compared, hashed and shipped as bytes: text its own, an integer its memory, anything else its encoding, as
// CompareKeys would compare them.
template <class K>
inline constexpr bool kIsText = std::is_same_v<K, std::string_view> || std::is_same_v<K, std::string>;
template <class K>
inline constexpr bool kIsNumber = std::is_integral_v<K> || std::is_enum_v<K>;

// False on bytes that are no K. A string_view points into `bytes`.
template <class K>
bool KeyFromBytes(std::string_view bytes, K& key) {
  if constexpr (kIsText<K>) {
    key = bytes;
    return true;
  } else {
    return Decode(bytes, key);
  }
}

// The images of a batch of keys, and the bytes they may point to.
template <class K, int kRows>
class KeyImages {
 public:
  // `key_of(i)` is the key of row i. Images are valid until the next Load and as long as the keys.
  template <class KeyOf>
  void Load(int rows, KeyOf key_of) {
    if constexpr (!kIsText<K> && !kIsNumber<K>) {
      encoded_.Clear();
      for (int i = 0; i < rows; ++i) {
        EncodeTo(encoded_, key_of(i));
        ends_[i] = encoded_.size();
      }
    }
  }
  KeyImage Of(int i, const K& key) const {
    if constexpr (kIsText<K>) {
      return KeyImage::Of(key);
    } else if constexpr (kIsNumber<K>) {
      return KeyImage::OfNumber(key);
    } else {
      size_t from = i == 0 ? 0 : ends_[i - 1];
      return KeyImage::Of(encoded_.view().substr(from, ends_[i] - from));
    }
  }

 private:
  Writer encoded_;
  std::array<size_t, kRows> ends_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_KEY_BYTES_H_
