#ifndef SLUICE_ROLE_SHOWN_SETTINGS_H_
#define SLUICE_ROLE_SHOWN_SETTINGS_H_

#include <vector>

#include "common/process/role_environment.h"
#include "driver/pages/application_view.h"

namespace sluice {

// All settings there are with what they are in this process, and those that somebody has set though nobody reads them.
// Values of keys that speak of secrets, passwords, tokens or access keys are not shown, as in Spark.
std::vector<SettingView> ShownSettings(const RoleEnvironment& environment);

}  // namespace sluice

#endif  // SLUICE_ROLE_SHOWN_SETTINGS_H_
