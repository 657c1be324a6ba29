#ifndef SLUICE_COMMON_BASE_VERSION_CHECK_H_
#define SLUICE_COMMON_BASE_VERSION_CHECK_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/base/version.h"

namespace sluice {

// The one rule for two programs of Sluice, whatever they are to each other: they work together if their versions have
// the same MAJOR.MINOR. So a new PATCH may add to messages and files what the other passes by, and change nothing else;
// what needs more gets a new MINOR. Those that work together with the same one work together.
bool WorkTogether(std::string_view one, std::string_view other);

// All versions that work with that one, for people: "0.1.x".
std::string WorkingWith(std::string_view version);

// FAILED_PRECONDITION, naming both and what to do, unless a peer of `version` works with this program: `peer` and
// `self` say who they are.
absl::Status CheckVersion(std::string_view peer, std::string_view version, std::string_view self,
                          std::string_view what_to_do = "install the same version on both");

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_VERSION_CHECK_H_
