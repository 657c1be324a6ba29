#include "driver/gateway/context.h"

#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/secret.h"
#include "common/base/str_cat.h"
#include "common/settings/program_names.h"
#include "driver/gateway/local_master.h"
#include "engine/dstream/streaming_backend.h"

namespace sluice::gateway {

Context::Context(std::unique_ptr<HostedApplication> host, const Conf& conf, std::string scratch_folder)
    : conf_(conf),
      id_(StrCat("local-", absl::ToUnixMillis(absl::Now()))),
      start_millis_(absl::ToUnixMillis(absl::Now())),
      scratch_folder_(std::move(scratch_folder)),
      host_(std::move(host)),
      jobs_(host_->application().jobs()) {
  conf_.Set(settings::kAppId, id_);
  conf_.Set(settings::kAppStartTime, std::to_string(start_millis_));
  conf_.Set(settings::kDriverHost, "127.0.0.1");
  conf_.Set(settings::kDriverPort, "0");
  conf_.Set(settings::kExecutorId, "driver");
}

Context::~Context() { Stop(); }

void Context::Stop() {
  {
    MutexLock lock(&mu_);
    if (std::exchange(is_stopped_, true)) return;
  }
  jobs_.Close();
  application().streaming().EndApplication(/*graceful=*/false).IgnoreError();  // Ends what waits for jobs.
  jobs_.WaitUntilIdle();
  host_.reset();
}

bool Context::is_stopped() const {
  MutexLock lock(&mu_);
  return is_stopped_;
}

void Context::SetCheckpointFolder(const std::string& folder) {
  jobs_.checkpoint_folder().Set(StrCat(CheckpointDirectory(folder), "/", NewSecret().substr(0, 32)));
}

int Context::default_parallelism() {
  if (const std::optional<int> set = jobs_.ParallelismSetting()) return *set;
  const auto master = conf_.values().find(settings::kMaster);
  const std::optional<int> local = master != conf_.values().end() ? LocalSlots(master->second) : std::nullopt;
  return local.has_value() ? *local : jobs_.DefaultParallelism();
}

}  // namespace sluice::gateway
