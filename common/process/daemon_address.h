#ifndef SLUICE_COMMON_PROCESS_DAEMON_ADDRESS_H_
#define SLUICE_COMMON_PROCESS_DAEMON_ADDRESS_H_

#include <string>
#include <utility>

#include "absl/status/status.h"

namespace sluice {

// Where the daemon of this process listens: the one that started it, or a successor, which may have another port and
// says so in a file. Thread-safe.
class DaemonAddress {
 public:
  // `at_start`: host:port of the one that started it. `file`: empty if there is none.
  explicit DaemonAddress(std::string at_start, std::string file = "")
      : at_start_(std::move(at_start)), file_(std::move(file)) {}

  // To be asked before each attempt to reach it.
  std::string Now() const;

  // Done by the daemon once it listens. Who reads `file` meanwhile sees the former address or the new one.
  static absl::Status Write(const std::string& file, const std::string& host_port);

 private:
  const std::string at_start_;
  const std::string file_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_DAEMON_ADDRESS_H_
