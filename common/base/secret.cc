#include "common/base/secret.h"

#include <sys/random.h>

#include "common/base/check.h"

namespace sluice {

std::string NewSecret() {
  static constexpr char kDigits[] = "0123456789abcdef";
  unsigned char random[32];
  SLUICE_CHECK(getrandom(random, sizeof(random), 0) == sizeof(random));  // So few bytes come at once, always.
  std::string secret;
  for (unsigned char byte : random) {
    secret += kDigits[byte >> 4];
    secret += kDigits[byte & 15];
  }
  return secret;
}

bool IsSameSecret(const std::string& secret, const std::string& given) {
  unsigned char difference = secret.size() == given.size() ? 0 : 1;
  for (size_t i = 0; i < given.size() && i < secret.size(); ++i) difference |= secret[i] ^ given[i];
  return difference == 0;
}

}  // namespace sluice
