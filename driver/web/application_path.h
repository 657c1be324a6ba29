#ifndef SLUICE_DRIVER_WEB_APPLICATION_PATH_H_
#define SLUICE_DRIVER_WEB_APPLICATION_PATH_H_

#include <optional>
#include <string>

#include "common/base/ids.h"

namespace sluice {

// /api/v1/applications/ID/REST, or /api/sluice/v1/applications/ID/REST.
struct ApplicationPath {
  bool is_ours = false;  // The second of them.
  ApplicationId id;
  std::string rest;  // Empty: the application itself.
};

// Nothing: it is none of those.
std::optional<ApplicationPath> ParseApplicationPath(const std::string& path);

}  // namespace sluice

#endif  // SLUICE_DRIVER_WEB_APPLICATION_PATH_H_
