#include "common/codec/stable_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace sluice {

uint64_t HashBytes(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace sluice
