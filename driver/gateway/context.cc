#include "driver/gateway/context.h"

#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "api/listener/listener_bus.h"
#include "common/base/secret.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/clock/clock.h"
#include "common/fs/files.h"
#include "common/settings/program_names.h"
#include "driver/gateway/local_master.h"
#include "engine/dstream/streaming_backend.h"
#include "engine/task/local_properties.h"

namespace sluice::gateway {
namespace {

// The interpreter of functions, where they and the program say the same.
std::string TaskPython(const Conf& conf) {
  const auto set = conf.values().find(settings::kPython);
  if (set != conf.values().end()) return set->second;
  const char* const python = std::getenv("PYSPARK_PYTHON");
  return python != nullptr && *python != '\0' ? python : "python3";
}

std::vector<std::string> Listed(const Conf& conf, const char* key) {
  const auto set = conf.values().find(key);
  if (set == conf.values().end()) return {};
  return absl::StrSplit(set->second, ',', absl::SkipEmpty());
}

}  // namespace

Context::Context(std::unique_ptr<HostedApplication> host, const Conf& conf, const std::string& scratch_folder)
    : conf_(conf),
      id_(StrCat("local-", absl::ToUnixMillis(SystemClock().WallNow()))),
      start_millis_(absl::ToUnixMillis(SystemClock().WallNow())),
      host_(std::move(host)),
      jobs_(host_->application().jobs()),
      uses_(jobs_.runtime()),
      background_(jobs_.runtime()),
      files_(jobs_, StrCat(scratch_folder, "/files-", id_), TaskPython(conf)) {
  conf_.Set(settings::kAppId, id_);
  conf_.Set(settings::kAppStartTime, std::to_string(start_millis_));
  conf_.Set(settings::kDriverHost, "127.0.0.1");
  conf_.Set(settings::kDriverPort, "0");
  conf_.Set(settings::kExecutorId, "driver");
  spark_conf_ = std::make_shared<SparkConf>(conf_);
}

Context::~Context() { Stop(); }

void Context::Stop() {
  {
    MutexLock lock(&mu_);
    if (std::exchange(is_stopped_, true)) return;
  }
  const bool waits_for_itself =
      LocalProperties().contains(kBatchTimeProperty) || internal::ListenerBus::IsListenerThread();
  if (!waits_for_itself) return End();
  background_.Run([self = shared_from_this()] { self->End(); });
}

void Context::End() {
  jobs_.Close();
  uses_.CloseAndWait(absl::ZeroDuration());
  application().streaming().EndApplication(/*graceful=*/false).IgnoreError();  // Ends what waits for jobs.
  jobs_.WaitUntilIdle();
  std::vector<std::function<void()>> notes;
  {
    MutexLock lock(&mu_);
    notes.swap(on_stop_);
  }
  for (const auto& note : notes) note();  // Some who use it wait for what is noted.
  uses_.CloseAndWait();
  host_.reset();
}

void Context::OnStop(std::function<void()> note) {
  MutexLock lock(&mu_);
  on_stop_.push_back(std::move(note));
}

bool Context::is_stopped() const {
  MutexLock lock(&mu_);
  return is_stopped_;
}

absl::Status Context::AddFilesOfConf() {
  SLUICE_RETURN_IF_ERROR(LocalFiles().MakeFolder(files_.folder()));
  for (const char* key : {settings::kFiles, settings::kPythonFiles}) {
    for (const std::string& path : Listed(conf_, key)) SLUICE_RETURN_IF_ERROR(files_.AddFile(path, /*recursive=*/true));
  }
  for (const std::string& path : Listed(conf_, settings::kArchives)) {
    SLUICE_RETURN_IF_ERROR(files_.AddArchive(path));
  }
  return absl::OkStatus();
}

void Context::SetCheckpointFolder(const std::string& folder) {
  const Gate::Pass use = TryUse();
  if (!use) return;
  application().setCheckpointDir(folder);
  jobs_.checkpoint_folder().Set(StrCat(CheckpointDirectory(folder), "/", NewSecret().substr(0, 32)));
}

int Context::default_parallelism() {
  if (const std::optional<int> set = jobs_.ParallelismSetting()) return *set;
  const auto master = conf_.values().find(settings::kMaster);
  const std::optional<int> local = master != conf_.values().end() ? LocalSlots(master->second) : std::nullopt;
  return local.has_value() ? *local : jobs_.DefaultParallelism();
}

}  // namespace sluice::gateway
