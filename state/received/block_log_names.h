#ifndef SLUICE_STATE_RECEIVED_BLOCK_LOG_NAMES_H_
#define SLUICE_STATE_RECEIVED_BLOCK_LOG_NAMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/numbers.h"
#include "common/base/str_cat.h"

namespace sluice {

// A run's log of received blocks is `blocks-NUMBER` in its checkpoint directory. Its number is the token of the lease
// under which it was begun, or greater: so each checkpoint knows of which log there must be one at least as new.
inline constexpr std::string_view kBlockLogPrefix = "blocks-";

inline std::string BlockLogName(int64_t number) { return StrCat(kBlockLogPrefix, number); }

// None: it is no such log.
inline std::optional<int64_t> BlockLogNumber(std::string_view name) {
  int64_t number = 0;
  if (!name.starts_with(kBlockLogPrefix)) return std::nullopt;
  const bool is_number = absl::SimpleAtoi(ToAbsl(name.substr(kBlockLogPrefix.size())), &number);
  return is_number ? std::optional(number) : std::nullopt;
}

}  // namespace sluice

#endif  // SLUICE_STATE_RECEIVED_BLOCK_LOG_NAMES_H_
