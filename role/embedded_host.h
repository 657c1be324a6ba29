#ifndef SLUICE_ROLE_EMBEDDED_HOST_H_
#define SLUICE_ROLE_EMBEDDED_HOST_H_

#include <memory>

#include "absl/status/statusor.h"
#include "driver/gateway/application_host.h"

namespace sluice {

// An embedded application, driver and executor in this process, from here to the destruction of what is returned.
// ABORTED: it did not start; stderr says why.
absl::StatusOr<std::unique_ptr<gateway::HostedApplication>> StartEmbedded(const Conf& conf);

}  // namespace sluice

#endif  // SLUICE_ROLE_EMBEDDED_HOST_H_
