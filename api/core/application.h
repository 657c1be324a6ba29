#ifndef SLUICE_API_CORE_APPLICATION_H_
#define SLUICE_API_CORE_APPLICATION_H_

#include <optional>
#include <string>
#include <utility>

#include "api/core/status_tracker.h"
#include "common/settings/conf.h"

namespace sluice {

class JobRunner;
class Runtime;
class StreamingBackend;

// The running application as seen from its driver: where jobs and streams are run. Given to the function passed to
// runApplication, and alive until that function has returned. Thread-safe.
class Application {
 public:
  // `scratch_folder`: see scratchFolder.
  Application(std::string id, std::string name, const Conf& conf, JobRunner& jobs, StreamingBackend& streaming,
              std::string scratch_folder = "")
      : id_(std::move(id)),
        name_(std::move(name)),
        conf_(conf),
        jobs_(jobs),
        streaming_(streaming),
        scratch_folder_(std::move(scratch_folder)) {}
  Application(std::string id, std::string name, Conf&& conf, JobRunner&, StreamingBackend&,
              std::string scratch_folder = "") = delete;  // It refers to it.
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  const std::string& id() const { return id_; }
  const std::string& name() const { return name_; }
  const Conf& conf() const { return conf_; }
  // As Spark's: for the jobs that the calling thread starts from now on, and the streams it starts; nullopt takes it
  // back. "spark.scheduler.pool" puts them into that pool. They go with each task: jobs of a thread that has set more
  // than 64 KiB of them fail.
  void setLocalProperty(const std::string& key, std::optional<std::string> value);
  std::optional<std::string> getLocalProperty(const std::string& key) const;

  // Where RDD.checkpoint saves rows: in a new folder below this one, which is the same for all machines (see
  // CheckpointDirectory). Empty: nowhere.
  void setCheckpointDir(const std::string& directory);
  std::optional<std::string> getCheckpointDir() const;

  // How the jobs of the application are doing.
  StatusTracker statusTracker() { return StatusTracker(jobs_); }

  // A folder of the driver's machine for files that are needed while the program runs. They are removed after its end,
  // also when it was killed.
  const std::string& scratchFolder() const { return scratch_folder_; }

  Runtime& runtime();
  JobRunner& jobs() { return jobs_; }
  StreamingBackend& streaming() { return streaming_; }

 private:
  const std::string id_;
  const std::string name_;
  const Conf& conf_;
  JobRunner& jobs_;
  StreamingBackend& streaming_;
  const std::string scratch_folder_;
};

// A folder for checkpoints, as all machines name it: from the root, or in a store that speaks S3 (ObjectPath). Throws
// for other URIs, and if there are no credentials.
std::string CheckpointDirectory(const std::string& directory);

}  // namespace sluice

#endif  // SLUICE_API_CORE_APPLICATION_H_
