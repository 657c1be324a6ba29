#include "common/observe/disk_figures.h"

#include <sys/statvfs.h>

namespace sluice {

void DiskFigures::Look(const std::string& folder) {
  struct statvfs disk = {};
  if (statvfs(folder.c_str(), &disk) != 0) return;
  free_.Set(static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize));
  size_.Set(static_cast<double>(disk.f_blocks) * static_cast<double>(disk.f_frsize));
}

}  // namespace sluice
