#ifndef SLUICE_ROLE_PYTHON_CLUSTER_HOST_H_
#define SLUICE_ROLE_PYTHON_CLUSTER_HOST_H_

#include <memory>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/process/role_environment.h"
#include "driver/gateway/application_host.h"
#include "role/python/hosted_role.h"

namespace sluice {

// The application of a program that a driver daemon has started: it begins with the program's first context, whose conf
// it has, is lent to one context after the other, and ends with the program. Thread-safe.
class ClusterHost {
 public:
  explicit ClusterHost(RoleEnvironment environment) : environment_(std::move(environment)) {}

  // ABORTED: the application did not start; its log says why.
  absl::StatusOr<std::unique_ptr<gateway::HostedApplication>> Lend(const Conf& conf);
  // The program has ended: nothing of it runs any more. Does nothing if there was no context.
  void EndWork();
  // After EndWork: the exit code of this process, which is the program's unless the application has failed.
  int End(int exit_code);

 private:
  const RoleEnvironment environment_;
  Mutex mu_;
  std::unique_ptr<HostedRole> role_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_ROLE_PYTHON_CLUSTER_HOST_H_
