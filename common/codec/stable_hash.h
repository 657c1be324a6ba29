#ifndef SLUICE_COMMON_CODEC_STABLE_HASH_H_
#define SLUICE_COMMON_CODEC_STABLE_HASH_H_

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "common/codec/codec.h"

namespace sluice {

// XXH3 of the bytes: the same in every process, on every machine, in every release.
uint64_t HashBytes(std::string_view bytes);

// Hash of a key: of a string's own bytes, of anything else's encoding. A string and a string_view hash alike.
template <Codable K>
uint64_t StableHash(const K& key) {
  if constexpr (std::is_convertible_v<const K&, std::string_view>) {
    return HashBytes(key);
  } else if constexpr (std::is_integral_v<K> || std::is_enum_v<K>) {
    return HashBytes({reinterpret_cast<const char*>(&key), sizeof(K)});
  } else {
    Writer bytes;
    EncodeTo(bytes, key);
    return HashBytes(bytes.view());
  }
}

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_STABLE_HASH_H_
