#include "common/base/user_name.h"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace sluice {

std::string UserName() {
  std::array<char, 4096> texts;
  passwd entry;
  passwd* found = nullptr;
  const int error = getpwuid_r(geteuid(), &entry, texts.data(), texts.size(), &found);
  return error == 0 && found != nullptr ? found->pw_name : std::to_string(geteuid());
}

}  // namespace sluice
