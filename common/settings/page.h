#ifndef SLUICE_COMMON_SETTINGS_PAGE_H_
#define SLUICE_COMMON_SETTINGS_PAGE_H_

#include "common/settings/program_names.h"
#include "common/settings/setting.h"

// The page of an application that runs in one process; on a cluster the driver daemon has all pages.
namespace sluice::settings {

inline constexpr BoolSetting kPageEnabled{
    .key = "spark.ui.enabled",
    .fallback = true,
    .doc = "An application that runs in one process serves its page to this machine.",
};

inline constexpr IntSetting kPagePort{
    .key = kUiPort,
    .fallback = 4040,
    .min = 0,
    .max = 65535,
    .doc = "Where it does, or at the next of sixteen ports that is free. 0 is any.",
};

}  // namespace sluice::settings

#endif  // SLUICE_COMMON_SETTINGS_PAGE_H_
