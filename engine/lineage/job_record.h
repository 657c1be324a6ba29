#ifndef SLUICE_ENGINE_LINEAGE_JOB_RECORD_H_
#define SLUICE_ENGINE_LINEAGE_JOB_RECORD_H_

#include <map>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "common/base/batch_key.h"
#include "common/base/ids.h"

namespace sluice {

// Names a stage of a job to users: counted over all jobs of a life of the driver, a stage after those it reads.
using StageNumber = StrongId<struct StageNumberTag, int32_t>;

// What is known of a stage. Points in time that have not come are infinite.
struct StageRecord {
  JobId job;
  StageNumber number;
  int attempt = 0;  // How often it began again, since outputs of tasks were lost after it had ended.
  std::string name;
  int tasks = 0;  // Each counts once, however often it is attempted.
  int active = 0;
  int completed = 0;
  int failed = 0;  // Attempts that failed by their own error.
  absl::Time started = absl::InfiniteFuture();
  absl::Time ended = absl::InfiniteFuture();

  bool has_begun() const { return active + completed + failed > 0; }
  bool is_done() const { return completed >= tasks; }
  bool is_active() const { return started != absl::InfiniteFuture() && ended == absl::InfiniteFuture(); }
};

// What is known of a job.
struct JobRecord {
  enum class State { kRunning, kSucceeded, kFailed };
  JobId id;
  std::optional<std::string> group;  // The property spark.jobGroup.id of the thread that ran it.
  std::string description;
  std::optional<BatchKey> batch;  // None: it is of no batch.
  std::optional<int> output;      // The number of the output operation of the batch that ran it.
  State state = State::kRunning;
  absl::Time started = absl::InfiniteFuture();
  absl::Time ended = absl::InfiniteFuture();
  std::string error;
  // Those that it needed itself: shuffles that are there already have none.
  std::map<StageNumber, StageRecord> stages;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_LINEAGE_JOB_RECORD_H_
