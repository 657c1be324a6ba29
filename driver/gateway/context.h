#ifndef SLUICE_DRIVER_GATEWAY_CONTEXT_H_
#define SLUICE_DRIVER_GATEWAY_CONTEXT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "common/base/mutex.h"
#include "common/settings/conf.h"
#include "driver/gateway/application_host.h"
#include "driver/gateway/stoppable_jobs.h"

namespace sluice::gateway {

// What the SparkContext of a program stands for: an application, from `new JavaSparkContext` to stop. Objects of it may
// live longer: they can do nothing any more. Thread-safe.
class Context {
 public:
  Context(std::unique_ptr<HostedApplication> host, const Conf& conf, std::string scratch_folder);
  ~Context();

  // Ends the application; jobs that run fail. Does nothing the second time.
  void Stop();
  bool is_stopped() const;

  JobRunner& jobs() { return jobs_; }
  // REQUIRES: it has not been stopped, nor is until the call returns.
  Application& application() { return host_->application(); }
  const Conf& conf() const { return conf_; }
  const std::string& id() const { return id_; }
  int64_t start_millis() const { return start_millis_; }
  const std::string& scratch_folder() const { return scratch_folder_; }
  // Where checkpoints are saved from now on: in a new folder below this one.
  void SetCheckpointFolder(const std::string& folder);
  // Of an RDD whose creator says no number: spark.default.parallelism, else what the master is given, else its slots.
  int default_parallelism();

 private:
  Conf conf_;
  const std::string id_;
  const int64_t start_millis_;
  const std::string scratch_folder_;
  mutable Mutex mu_;
  bool is_stopped_ ABSL_GUARDED_BY(mu_) = false;
  std::unique_ptr<HostedApplication> host_;
  StoppableJobs jobs_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CONTEXT_H_
