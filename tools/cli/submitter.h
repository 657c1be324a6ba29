#ifndef SLUICE_TOOLS_CLI_SUBMITTER_H_
#define SLUICE_TOOLS_CLI_SUBMITTER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/settings/conf.h"
#include "proto/submit.pb.h"

namespace sluice {

// What is submitted, and how.
struct Shipment {
  std::string driver;  // Address of the driver daemon.
  std::string name;
  std::string executable;
  std::vector<std::string> arguments;
  Conf conf;
  int cores = 0;  // 0: all that are free.
  bool supervise = false;
  bool detach = false;
  std::optional<v1::ResumedApplication> resumed;
};

// One submission, from the first message to the exit code: that of the application, unless it is detached. Lives on
// while the driver daemon is restarted. To be called in main, before any other thread starts.
absl::StatusOr<int> Ship(const Shipment& shipment);

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_SUBMITTER_H_
