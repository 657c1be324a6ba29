#include "driver/gateway/stoppable_jobs.h"

#include <utility>

namespace sluice::gateway {

absl::StatusOr<std::vector<Buffers>> StoppableJobs::Run(const JobSpec& spec) {
  const Gate::Pass pass = gate_.TryEnter();
  if (!pass) return absl::FailedPreconditionError("Cannot call methods on a stopped SparkContext.");
  return jobs_.Run(spec);
}

void StoppableJobs::CancelJobs(JobCanceller::Verdict verdict) {
  const Gate::Pass pass = gate_.TryEnter();
  auto* const canceller = pass ? dynamic_cast<JobCanceller*>(&jobs_) : nullptr;  // A driver is both.
  if (canceller != nullptr) canceller->CancelJobs(std::move(verdict));
}

void StoppableJobs::ForEachJob(const std::function<void(const JobRecord&)>& visit) {
  if (const Gate::Pass pass = gate_.TryEnter()) jobs_.ForEachJob(visit);
}

RddId StoppableJobs::NextRddId() {
  const Gate::Pass pass = gate_.TryEnter();
  return pass ? jobs_.NextRddId() : RddId(-1);
}

ShuffleId StoppableJobs::NextShuffleId() {
  const Gate::Pass pass = gate_.TryEnter();
  return pass ? jobs_.NextShuffleId() : ShuffleId(-1);
}

void StoppableJobs::FreeShuffle(ShuffleId shuffle) {
  if (const Gate::Pass pass = gate_.TryEnter()) jobs_.FreeShuffle(shuffle);
}

VariableKey StoppableJobs::NextVariableKey() {
  const Gate::Pass pass = gate_.TryEnter();
  return pass ? jobs_.NextVariableKey() : VariableKey(-1);
}

void StoppableJobs::FreeBroadcast(VariableKey key) {
  if (const Gate::Pass pass = gate_.TryEnter()) jobs_.FreeBroadcast(key);
}

int StoppableJobs::DefaultParallelism() {
  const Gate::Pass pass = gate_.TryEnter();
  return pass ? jobs_.DefaultParallelism() : 1;
}

std::optional<int> StoppableJobs::ParallelismSetting() const {
  const Gate::Pass pass = gate_.TryEnter();
  return pass ? jobs_.ParallelismSetting() : std::nullopt;
}

}  // namespace sluice::gateway
