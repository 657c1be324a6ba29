#ifndef SLUICE_ROLE_PYTHON_EMBEDDED_HOST_H_
#define SLUICE_ROLE_PYTHON_EMBEDDED_HOST_H_

#include "common/process/role_environment.h"
#include "driver/gateway/application_host.h"

namespace sluice {

// Each context gets an embedded application of its own, driver and executor in this process.
gateway::StartApplication EmbeddedApplications(RoleEnvironment environment);

}  // namespace sluice

#endif  // SLUICE_ROLE_PYTHON_EMBEDDED_HOST_H_
