#ifndef SLUICE_COMMON_BASE_STR_CAT_H_
#define SLUICE_COMMON_BASE_STR_CAT_H_

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace sluice {

// Debian builds Abseil with a string_view of its own, which neither converts from nor to std's. We use std's everywhere
// and convert where text goes into Abseil or comes out of it.
inline absl::string_view ToAbsl(std::string_view text) { return absl::string_view(text.data(), text.size()); }
inline std::string_view ToStd(absl::string_view text) { return std::string_view(text.data(), text.size()); }

// What StrCat makes of an argument: ids and the like have a ToString, the rest goes to Abseil as it is.
template <class T>
decltype(auto) StrCatPart(const T& part) {
  if constexpr (std::is_convertible_v<const T&, absl::string_view>) {
    return absl::string_view(part);
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return ToAbsl(part);
  } else if constexpr (requires { ToString(part); }) {
    return ToString(part);
  } else {
    return (part);
  }
}

// absl::StrCat that also takes std::string_view, and whatever has a ToString (ids, addresses).
template <class... Parts>
std::string StrCat(const Parts&... parts) {
  return absl::StrCat(StrCatPart(parts)...);
}

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_STR_CAT_H_
