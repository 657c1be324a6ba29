#ifndef SLUICE_COMMON_BASE_OTHER_VERSIONS_H_
#define SLUICE_COMMON_BASE_OTHER_VERSIONS_H_

#include <string>

#include "common/base/version.h"

namespace sluice {

// For tests: what a peer of another version says of itself.

// It works with this one.
inline std::string OtherPatch() {
  const std::string version = ThisVersion();
  return version.substr(0, version.rfind('.')) + ".999";
}
// It does not.
inline std::string OtherMinor() {
  const std::string version = ThisVersion();
  return version.substr(0, version.find('.')) + ".999.0";
}

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_OTHER_VERSIONS_H_
