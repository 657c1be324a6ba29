#ifndef SLUICE_ENGINE_PYTHON_BIG_ENDIAN_H_
#define SLUICE_ENGINE_PYTHON_BIG_ENDIAN_H_

#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "common/codec/writer.h"

namespace sluice {

// Numbers as PySpark sends them: the highest byte first.
template <class T>
T SwappedBytes(T value) {
  static_assert(sizeof(T) == 4 || sizeof(T) == 8);
  if constexpr (sizeof(T) == 4) {
    return static_cast<T>(__builtin_bswap32(static_cast<uint32_t>(value)));
  } else {
    return static_cast<T>(__builtin_bswap64(static_cast<uint64_t>(value)));
  }
}

template <class T>
void PutBigEndian(Writer& out, std::type_identity_t<T> value) {
  out.PutFixed(SwappedBytes<T>(value));
}

// REQUIRES: there are so many bytes.
template <class T>
T BigEndianAt(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return SwappedBytes(value);
}

// A frame: the number of its bytes, and they.
inline void PutFrame(Writer& out, std::string_view bytes) {
  PutBigEndian<int32_t>(out, static_cast<int32_t>(bytes.size()));
  out.PutBytes(bytes.data(), bytes.size());
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_BIG_ENDIAN_H_
