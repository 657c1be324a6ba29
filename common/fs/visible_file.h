#ifndef SLUICE_COMMON_FS_VISIBLE_FILE_H_
#define SLUICE_COMMON_FS_VISIBLE_FILE_H_

#include <string_view>

namespace sluice {

// Whether a file is meant for readers, by its name. Not: names that begin with '.' or '_', which are no data, and those
// under which programs are known to write what they rename when it is complete.
bool IsVisibleFile(std::string_view path);

// NAME of NAME.part, NAME._COPYING_ and the like; other names as they are.
std::string_view WithoutTemporarySuffix(std::string_view name);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_VISIBLE_FILE_H_
