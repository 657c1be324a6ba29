#ifndef SLUICE_DRIVER_GATEWAY_CALL_SITE_H_
#define SLUICE_DRIVER_GATEWAY_CALL_SITE_H_

#include <string>

#include "common/settings/program_names.h"
#include "engine/task/local_properties.h"

namespace sluice::gateway {

// What a Python function is called in lists of RDDs and stages, and in errors: "PythonRDD at collect at app.py:11".
inline std::string PythonRddName() {
  const auto site = LocalProperties().find(settings::kCallSite);
  return site != LocalProperties().end() ? "PythonRDD at " + site->second : "PythonRDD";
}

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CALL_SITE_H_
