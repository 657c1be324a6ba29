#ifndef SLUICE_ROLE_PYTHON_SITE_FOLDER_H_
#define SLUICE_ROLE_PYTHON_SITE_FOLDER_H_

#include <string>

#include "absl/status/status.h"

namespace sluice {

// The module of the folder that an interactive Python begins with.
inline constexpr char kShellStart[] = "sluice_shell.py";

// Makes the folder with the modules of ours that a program's Python finds first (site/): sitecustomize,
// sluice_dashboards, kShellStart.
absl::Status MakeSiteFolder(const std::string& folder);

}  // namespace sluice

#endif  // SLUICE_ROLE_PYTHON_SITE_FOLDER_H_
