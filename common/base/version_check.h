#ifndef SLUICE_COMMON_BASE_VERSION_CHECK_H_
#define SLUICE_COMMON_BASE_VERSION_CHECK_H_

#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/base/version.h"

namespace sluice {

// FAILED_PRECONDITION, naming both, unless a peer is of this version: `peer` and `self` say who they are.
inline absl::Status CheckVersion(std::string_view peer, const std::string& version, std::string_view self) {
  if (version == kVersion) return absl::OkStatus();
  return absl::FailedPreconditionError(StrCat("the ", peer, " is Sluice ", version.empty() ? "unknown" : version,
                                              ", the ", self, " is Sluice ", kVersion,
                                              ": install the same version on both"));
}

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_VERSION_CHECK_H_
