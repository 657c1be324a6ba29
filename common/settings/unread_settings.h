#ifndef SLUICE_COMMON_SETTINGS_UNREAD_SETTINGS_H_
#define SLUICE_COMMON_SETTINGS_UNREAD_SETTINGS_H_

#include <string>
#include <vector>

#include "common/settings/conf.h"

namespace sluice {

// Settings named spark.* or sluice.* that no part of Sluice reads, each as a sentence for the user with the known name
// that is most like it. Other names belong to the application.
std::vector<std::string> WarningsAbout(const Conf& conf);

}  // namespace sluice

#endif  // SLUICE_COMMON_SETTINGS_UNREAD_SETTINGS_H_
