#ifndef SLUICE_COMMON_BASE_VERSION_H_
#define SLUICE_COMMON_BASE_VERSION_H_

namespace sluice {

// Printed by every command and compared at every handshake: only equal versions talk to each other.
inline constexpr char kVersion[] = "0.1.0";

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_VERSION_H_
