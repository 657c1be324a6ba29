#include "role/python/cluster_host.h"

#include <utility>

#include "common/base/status.h"
#include "common/observe/logging.h"
#include "common/settings/program_names.h"
#include "engine/dstream/streaming_backend.h"
#include "role/python/lent_streams.h"
#include "role/role.h"

namespace sluice {
namespace {

class LentApplication : public gateway::HostedApplication {
 public:
  LentApplication(Application& lender, const Conf& conf)
      : conf_(conf),
        streams_(lender.streaming(), lender.jobs()),
        application_(lender.id(), lender.name(), conf_, lender.jobs(), streams_, lender.scratchFolder()) {}
  Application& application() override { return application_; }

 private:
  const Conf conf_;
  LentStreams streams_;
  Application application_;
};

// Programs that were tried out in one process name that as their master.
void SayWhereItRuns(const RoleEnvironment& environment, const Conf& conf) {
  const auto submitted = environment.conf.values().find(settings::kMaster);
  const auto named = conf.values().find(settings::kMaster);
  if (named == conf.values().end() || submitted == environment.conf.values().end()) return;
  if (named->second == submitted->second) return;
  LogInfo("application", "it runs on ", submitted->second, ", although it names the master ", named->second);
}

}  // namespace

absl::StatusOr<std::unique_ptr<gateway::HostedApplication>> ClusterHost::Lend(const Conf& conf) {
  MutexLock lock(&mu_);
  RoleEnvironment environment = environment_;
  for (const auto& [key, value] : conf.values()) environment.conf.Set(key, value);
  Conf whole = environment.conf;
  if (role_ == nullptr) {
    SayWhereItRuns(environment_, conf);
    SLUICE_ASSIGN_OR_RETURN(role_, HostedRole::Start([environment = std::move(environment)](const UserMain& program) {
                              return RunDriver(environment, program);
                            }));
  }
  return std::make_unique<LentApplication>(role_->application(), whole);
}

void ClusterHost::EndWork() {
  MutexLock lock(&mu_);
  if (role_ != nullptr) role_->application().streaming().EndApplication(/*graceful=*/false).IgnoreError();
}

int ClusterHost::End(int exit_code) {
  MutexLock lock(&mu_);
  return role_ != nullptr ? role_->End(exit_code) : exit_code;
}

}  // namespace sluice
