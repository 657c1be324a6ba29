#ifndef SLUICE_DRIVER_GATEWAY_CONTEXT_H_
#define SLUICE_DRIVER_GATEWAY_CONTEXT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/actor/gate.h"
#include "common/base/mutex.h"
#include "common/settings/conf.h"
#include "driver/gateway/added_files.h"
#include "driver/gateway/application_host.h"
#include "driver/gateway/background_work.h"
#include "driver/gateway/classes/spark_conf.h"
#include "driver/gateway/stoppable_jobs.h"

namespace sluice::gateway {

// What the SparkContext of a program stands for: an application, from `new JavaSparkContext` to stop. Objects of it may
// live longer: they can do nothing any more. Thread-safe.
class Context : public std::enable_shared_from_this<Context> {
 public:
  Context(std::unique_ptr<HostedApplication> host, const Conf& conf, const std::string& scratch_folder);
  ~Context();

  // Ends the application; jobs that run fail. Does nothing the second time. A thread that runs one of its batches, or a
  // listener, leaves it to another one, and returns at once.
  void Stop();
  bool is_stopped() const;
  // Who stops it without waiting for the end. To be waited for before the last reference goes.
  BackgroundWork& background() { return background_; }
  // Called when it has ended, before application() goes.
  void OnStop(std::function<void()> note);
  // While the pass exists, application() is there. Empty: it has been stopped.
  Gate::Pass TryUse() { return uses_.TryEnter(); }

  StoppableJobs& jobs() { return jobs_; }
  // REQUIRES: it has not been stopped, nor is until the call returns: see TryUse.
  Application& application() { return host_->application(); }
  const Conf& conf() const { return conf_; }
  // What the program reads it by, and may change: then it reads the changes.
  const std::shared_ptr<SparkConf>& spark_conf() const { return spark_conf_; }
  const std::string& id() const { return id_; }
  int64_t start_millis() const { return start_millis_; }
  AddedFiles& files() { return files_; }
  // Adds the files that the conf names. Errors are those of AddedFiles.
  absl::Status AddFilesOfConf();
  // Where checkpoints are saved from now on: in a new folder below this one.
  void SetCheckpointFolder(const std::string& folder);
  // Of an RDD whose creator says no number: spark.default.parallelism, else what the master is given, else its slots.
  int default_parallelism();

 private:
  void End();

  Conf conf_;
  const std::string id_;
  const int64_t start_millis_;
  mutable Mutex mu_;
  bool is_stopped_ ABSL_GUARDED_BY(mu_) = false;
  std::unique_ptr<HostedApplication> host_;
  StoppableJobs jobs_;
  Gate uses_;
  std::vector<std::function<void()>> on_stop_ ABSL_GUARDED_BY(mu_);
  BackgroundWork background_;
  AddedFiles files_;
  std::shared_ptr<SparkConf> spark_conf_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CONTEXT_H_
