#include "driver/application/describe_application.h"

#include <map>
#include <string>

#include "absl/strings/numbers.h"
#include "engine/lineage/job_record.h"
#include "engine/task/local_properties.h"

namespace sluice {

ApplicationStatus DescribeApplication(const ExecutorRoster& roster, const BlockTable& blocks, const RunTable& runs,
                                      const Departures& departures, const History& history) {
  ApplicationStatus status;
  std::map<ExecutorId, int64_t> held = blocks.CountHeld();
  for (const auto& [id, executor] : roster.attached()) {
    status.executors.push_back({executor.info, executor.use, held[id], executor.leaving, departures.ToHandOver(id)});
  }
  runs.ForEach([&status](RunId, const BatchRun& run) { status.runs.push_back(run.Describe()); });
  for (const auto& [id, block] : blocks.blocks) status.blocks.held_bytes += block.info.bytes;
  status.blocks.held = static_cast<int64_t>(blocks.blocks.size());
  status.blocks.unassigned = blocks.CountWaiting();
  status.totals = blocks.totals;
  status.batches_completed = history.application().batches_completed;
  status.batches_failed = history.application().batches_failed;
  return status;
}

JobRecord DescribeJob(const JobSpec& spec, absl::Time started) {
  auto property = [&spec](const char* key) {
    auto found = spec.properties.find(key);
    return found == spec.properties.end() ? std::nullopt : std::optional(found->second);
  };
  JobRecord job{.group = property(kJobGroup),
                .description = property(kJobDescription).value_or(""),
                .batch = spec.batch,
                .started = started};
  if (int output; absl::SimpleAtoi(property(kOutputOpProperty).value_or(""), &output)) job.output = output;
  return job;
}

}  // namespace sluice
