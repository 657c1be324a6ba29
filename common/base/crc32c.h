#ifndef SLUICE_COMMON_BASE_CRC32C_H_
#define SLUICE_COMMON_BASE_CRC32C_H_

#include <cstdint>
#include <string_view>

namespace sluice {

// Checksum of `bytes` (Castagnoli polynomial, as in iSCSI and ext4); the processor computes it, about 8 GB/s.
// Crc32c(b, Crc32c(a)) is the checksum of a followed by b.
uint32_t Crc32c(std::string_view bytes, uint32_t before = 0);

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_CRC32C_H_
