#include "common/process/daemon_address.h"

#include <filesystem>
#include <fstream>

#include "common/base/address.h"
#include "common/base/status.h"

namespace sluice {

std::string DaemonAddress::Now() const {
  if (file_.empty()) return at_start_;
  std::string written;
  std::ifstream(file_) >> written;
  return ParseAddress(written).ok() ? written : at_start_;
}

absl::Status DaemonAddress::Write(const std::string& file, const std::string& host_port) {
  const std::string new_file = StrCat(file, ".new");
  std::ofstream text(new_file);
  text << host_port << '\n';
  text.close();
  std::error_code error;
  if (text) std::filesystem::rename(new_file, file, error);
  if (text && !error) return absl::OkStatus();
  return absl::InternalError(StrCat("write ", file, ": ", error ? error.message() : "the disk may be full"));
}

}  // namespace sluice
