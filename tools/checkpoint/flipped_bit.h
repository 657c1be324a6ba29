#ifndef SLUICE_TOOLS_CHECKPOINT_FLIPPED_BIT_H_
#define SLUICE_TOOLS_CHECKPOINT_FLIPPED_BIT_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

// Whether bytes are what their writer wrote, as far as their checksums say.
using IsWhole = std::function<bool(std::string_view bytes)>;

// The offset of the one bit by which damaged bytes differ from whole ones; none: they do not differ by just one, as
// those of a file that was cut off. Tries them all; gives up on more than 16 KiB.
std::optional<size_t> FindFlippedBit(std::string_view bytes, const IsWhole& is_whole);

// The same for bytes of any size behind their own crc32c, which tells by its difference which bit it is.
std::optional<size_t> FindFlippedBitByCrc(std::string_view crc_and_bytes, const IsWhole& is_whole);

}  // namespace sluice

#endif  // SLUICE_TOOLS_CHECKPOINT_FLIPPED_BIT_H_
