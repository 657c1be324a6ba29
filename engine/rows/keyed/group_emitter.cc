#include "engine/rows/keyed/group_emitter.h"

#include <cstdio>

namespace sluice {

GroupTooLarge::GroupTooLarge(std::string_view key, uint64_t values, uint64_t value_bytes) {
  std::snprintf(what_, sizeof(what_),
                "the values of one key do not fit into memory together: key bytes=%zu values=%llu memory>=%llu",
                key.size(), static_cast<unsigned long long>(values),
                static_cast<unsigned long long>(values * value_bytes));
}

}  // namespace sluice
