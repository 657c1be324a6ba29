#ifndef SLUICE_DRIVER_GATEWAY_APPLICATION_HOST_H_
#define SLUICE_DRIVER_GATEWAY_APPLICATION_HOST_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "api/core/application.h"
#include "common/settings/conf.h"

namespace sluice::gateway {

// An application that runs as long as this exists.
class HostedApplication {
 public:
  virtual ~HostedApplication() = default;
  virtual Application& application() = 0;
};

// How a SparkContext comes to an application. One at a time.
using StartApplication = std::function<absl::StatusOr<std::unique_ptr<HostedApplication>>(const Conf& conf)>;

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_APPLICATION_HOST_H_
