#include "common/process/daemon_address.h"

#include <fstream>

#include "common/base/address.h"
#include "common/base/str_cat.h"
#include "common/fs/files.h"

namespace sluice {

std::string DaemonAddress::Now() const {
  if (file_.empty()) return at_start_;
  std::string written;
  std::ifstream(file_) >> written;
  return ParseAddress(written).ok() ? written : at_start_;
}

absl::Status DaemonAddress::Write(const std::string& file, const std::string& host_port) {
  return LocalFiles().Publish(file, StrCat(host_port, "\n"));
}

}  // namespace sluice
