#ifndef SLUICE_COMMON_CODEC_MODULE_H_
#define SLUICE_COMMON_CODEC_MODULE_H_

#include <cstdint>
#include <string>
#include <typeinfo>

#include "absl/status/statusor.h"

namespace sluice {

// Functions of the running executable by number, so that another process of the same executable can call them. A number
// is the function's address less the load base: the same in every process that has the same BuildId, stripped or not.

// Hex digits of the executable's build id (the linker's GNU note); empty if it has none. Two executables with the same
// build id have the same functions under the same numbers.
const std::string& BuildId();

namespace module_internal {
using AnyFunction = void (*)();
uint64_t OffsetOf(AnyFunction function);
bool Register(AnyFunction function, const std::type_info& signature);
absl::StatusOr<AnyFunction> Find(uint64_t offset, const std::type_info& signature);

// Registers kFunction before main, in every executable that says anywhere FunctionNumber<kFunction>().
template <auto kFunction>
struct Registration {
  static inline const bool kDone =
      Register(reinterpret_cast<AnyFunction>(kFunction), typeid(std::remove_pointer_t<decltype(kFunction)>));
};
}  // namespace module_internal

// The number of a function (not a member) of this executable. Mentioning it is what makes FindFunction know it.
template <auto kFunction>
uint64_t FunctionNumber() {
  static_cast<void>(&module_internal::Registration<kFunction>::kDone);
  return module_internal::OffsetOf(reinterpret_cast<module_internal::AnyFunction>(kFunction));
}

// The function with this number, e.g. FindFunction<int(std::string)>(number). Safe for any number: NOT_FOUND names it
// and this build if no function of that signature was registered under it.
template <class Signature>
absl::StatusOr<Signature*> FindFunction(uint64_t number) {
  absl::StatusOr<module_internal::AnyFunction> found = module_internal::Find(number, typeid(Signature));
  if (!found.ok()) return found.status();
  return reinterpret_cast<Signature*>(*found);
}

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_MODULE_H_
