#include "common/base/type_name.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

#include "absl/strings/str_replace.h"

namespace sluice {

std::string TypeName(const std::type_info& type) {
  int status = 0;
  std::unique_ptr<char, decltype(&std::free)> readable(abi::__cxa_demangle(type.name(), nullptr, nullptr, &status),
                                                       &std::free);
  return absl::StrReplaceAll(
      status == 0 ? readable.get() : type.name(),
      {{"std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >", "std::string"},
       {"std::basic_string_view<char, std::char_traits<char> >", "std::string_view"}});
}

}  // namespace sluice
