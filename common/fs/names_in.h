#ifndef SLUICE_COMMON_FS_NAMES_IN_H_
#define SLUICE_COMMON_FS_NAMES_IN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fs/files.h"

namespace sluice {

// Names in the folder, sorted; none if there is no such folder, which is all that means that nothing is there. Other
// errors as of Files::List: nobody knows then what is there.
absl::StatusOr<std::vector<std::string>> NamesIn(Files& files, const std::string& folder);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_NAMES_IN_H_
