#ifndef SLUICE_COMMON_BASE_VERSION_H_
#define SLUICE_COMMON_BASE_VERSION_H_

namespace sluice {

// MAJOR.MINOR.PATCH, for what is made when a program is compiled. version_check.h says what works with what.
inline constexpr char kVersion[] = "0.1.0";

// The same of this program while it runs, where all who print it or say it to others find it.
const char* ThisVersion();

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_VERSION_H_
