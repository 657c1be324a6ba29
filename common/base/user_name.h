#ifndef SLUICE_COMMON_BASE_USER_NAME_H_
#define SLUICE_COMMON_BASE_USER_NAME_H_

#include <string>

namespace sluice {

// Who this process belongs to: a name, or the number of one that has none.
std::string UserName();

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_USER_NAME_H_
