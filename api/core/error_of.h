#ifndef SLUICE_API_CORE_ERROR_OF_H_
#define SLUICE_API_CORE_ERROR_OF_H_

#include <string>

#include "api/core/error.h"

namespace sluice {

// What the Error says that `call` throws; for tests.
template <class Call>
std::string ErrorOf(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace sluice

#endif  // SLUICE_API_CORE_ERROR_OF_H_
