#include "role/python/embedded_host.h"

#include <memory>
#include <string>
#include <utility>

#include "common/base/status.h"
#include "common/observe/logging.h"
#include "common/settings/program_names.h"
#include "common/settings/scheduling.h"
#include "driver/gateway/local_master.h"
#include "role/python/hosted_role.h"
#include "role/role.h"

namespace sluice {
namespace {

class EmbeddedHost : public gateway::HostedApplication {
 public:
  explicit EmbeddedHost(std::unique_ptr<HostedRole> role) : role_(std::move(role)) {}
  Application& application() override { return role_->application(); }

 private:
  const std::unique_ptr<HostedRole> role_;
};

// A program that is tried out is to fail at once, as on Spark.
void TakeMaster(const std::string& master, RoleEnvironment& environment) {
  environment.cores = gateway::LocalSlots(master).value_or(environment.cores);
  if (!environment.conf.Has(settings::kTaskMaxFailures.key)) {
    environment.conf.Set(settings::kTaskMaxFailures.key, std::to_string(gateway::LocalFailures(master).value_or(1)));
  }
  if (!master.empty() && !master.starts_with("local")) {
    LogWarning("application", "it runs in this process, although it names the master ", master,
               ": sluice submit runs it on a cluster");
  }
}

absl::StatusOr<std::unique_ptr<gateway::HostedApplication>> StartEmbedded(RoleEnvironment environment,
                                                                          const Conf& conf) {
  for (const auto& [key, value] : conf.values()) environment.conf.Set(key, value);
  const auto master = environment.conf.values().find(settings::kMaster);
  TakeMaster(master != environment.conf.values().end() ? master->second : "", environment);
  SLUICE_ASSIGN_OR_RETURN(std::unique_ptr<HostedRole> role,
                          HostedRole::Start([environment = std::move(environment)](const UserMain& program) {
                            return RunEmbedded(environment, program);
                          }));
  return std::make_unique<EmbeddedHost>(std::move(role));
}

}  // namespace

gateway::StartApplication EmbeddedApplications(RoleEnvironment environment) {
  return [environment = std::move(environment)](const Conf& conf) { return StartEmbedded(environment, conf); };
}

}  // namespace sluice
