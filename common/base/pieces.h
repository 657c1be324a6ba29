#ifndef SLUICE_COMMON_BASE_PIECES_H_
#define SLUICE_COMMON_BASE_PIECES_H_

#include <cstdint>

namespace sluice {

// What may be large does not travel with other messages, which it would hold up until their sender is taken for dead.
// Who is to have it is told that it is there, and asks for one piece after the other.

// Up to so many bytes it is small: asking would take longer than sending.
inline constexpr int64_t kSmallBytesMax = 64 << 10;
inline constexpr int64_t kPieceBytes = 4 << 20;

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_PIECES_H_
