#ifndef SLUICE_COMMON_BASE_SECRET_H_
#define SLUICE_COMMON_BASE_SECRET_H_

#include <string>

namespace sluice {

// 64 hexadecimal digits that nobody can guess.
std::string NewSecret();

// Whether both are the same, in a time that does not tell how much of them is.
bool IsSameSecret(const std::string& secret, const std::string& given);

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_SECRET_H_
