#include "api/rdd/external_rdd_functions.h"

#include "absl/strings/str_split.h"

namespace sluice::internal {

std::vector<std::string> WordsOf(const std::string& command) {
  return absl::StrSplit(command, absl::ByAnyChar(" \t\n\r\f"), absl::SkipEmpty());
}

}  // namespace sluice::internal
