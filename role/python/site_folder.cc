#include "role/python/site_folder.h"

#include <string_view>

#include "common/base/status.h"
#include "common/fs/files.h"

extern "C" const char kSluiceSiteCustomize[];
extern "C" const char kSluiceSiteCustomizeEnd[];
extern "C" const char kSluiceDashboards[];
extern "C" const char kSluiceDashboardsEnd[];
extern "C" const char kSluiceShell[];
extern "C" const char kSluiceShellEnd[];

namespace sluice {

absl::Status MakeSiteFolder(const std::string& folder) {
  Files& disk = LocalFiles();
  SLUICE_RETURN_IF_ERROR(disk.MakeFolder(folder));
  SLUICE_RETURN_IF_ERROR(disk.Publish(folder + "/sitecustomize.py", {kSluiceSiteCustomize, kSluiceSiteCustomizeEnd}));
  SLUICE_RETURN_IF_ERROR(disk.Publish(folder + "/sluice_dashboards.py", {kSluiceDashboards, kSluiceDashboardsEnd}));
  return disk.Publish(StrCat(folder, "/", kShellStart), {kSluiceShell, kSluiceShellEnd});
}

}  // namespace sluice
