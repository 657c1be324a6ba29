#ifndef SLUICE_COMMON_BASE_TYPE_NAME_H_
#define SLUICE_COMMON_BASE_TYPE_NAME_H_

#include <string>
#include <typeinfo>

namespace sluice {

// As it is written in a program, but for default arguments of templates, which are said: "std::pair<std::string, int>".
std::string TypeName(const std::type_info& type);

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_TYPE_NAME_H_
