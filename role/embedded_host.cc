#include "role/embedded_host.h"

#include <optional>
#include <thread>
#include <utility>

#include "common/base/cond_var.h"
#include "common/base/mutex.h"
#include "common/base/status.h"
#include "common/settings/program_names.h"
#include "common/settings/scheduling.h"
#include "driver/gateway/local_master.h"
#include "role/role.h"

namespace sluice {
namespace {

// RunEmbedded calls us back with the application: its thread then waits for our end.
class EmbeddedHost : public gateway::HostedApplication {
 public:
  explicit EmbeddedHost(RoleEnvironment environment)
      : thread_([this, environment = std::move(environment)] { Run(environment); }) {}
  ~EmbeddedHost() override {
    {
      MutexLock lock(&mu_);
      is_wanted_ = false;
      changed_.NotifyAll();
    }
    thread_.join();
  }

  // False: there is none.
  bool WaitForStart() {
    MutexLock lock(&mu_);
    changed_.Wait(mu_, [this] { return application_ != nullptr || has_ended_; });
    return application_ != nullptr;
  }
  Application& application() override {
    MutexLock lock(&mu_);
    return *application_;
  }

 private:
  void Run(const RoleEnvironment& environment) {
    RunEmbedded(environment, [this](Application& application) {
      MutexLock lock(&mu_);
      application_ = &application;
      changed_.NotifyAll();
      changed_.Wait(mu_, [this] { return !is_wanted_; });
    });
    MutexLock lock(&mu_);
    has_ended_ = true;
    changed_.NotifyAll();
  }

  Mutex mu_;
  CondVar changed_;
  Application* application_ ABSL_GUARDED_BY(mu_) = nullptr;
  bool is_wanted_ ABSL_GUARDED_BY(mu_) = true;
  bool has_ended_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<gateway::HostedApplication>> StartEmbedded(const Conf& conf) {
  SLUICE_ASSIGN_OR_RETURN(RoleEnvironment environment, RoleEnvironmentOfThisProcess());
  for (const auto& [key, value] : conf.values()) environment.conf.Set(key, value);
  // A program that is tried out is to fail at once, as on Spark.
  if (!environment.conf.Has(settings::kTaskMaxFailures.key)) environment.conf.Set(settings::kTaskMaxFailures.key, "1");
  const auto master = environment.conf.values().find(settings::kMaster);
  if (master != environment.conf.values().end()) {
    environment.cores = gateway::LocalSlots(master->second).value_or(environment.cores);
  }
  auto host = std::make_unique<EmbeddedHost>(std::move(environment));
  if (!host->WaitForStart()) return absl::AbortedError("the application did not start; its log says why");
  return host;
}

}  // namespace sluice
