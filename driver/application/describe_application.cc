#include "driver/application/describe_application.h"

#include <map>

namespace sluice {

ApplicationStatus DescribeApplication(const ExecutorRoster& roster, const BlockTable& blocks, const RunTable& runs) {
  ApplicationStatus status;
  std::map<ExecutorId, int64_t> held = blocks.CountHeld();
  for (const auto& [id, executor] : roster.attached()) {
    status.executors.push_back({executor.info, executor.use, held[id], executor.leaving});
  }
  runs.ForEach([&status](RunId, const BatchRun& run) { status.runs.push_back(run.Describe()); });
  for (const auto& [id, block] : blocks.blocks) status.blocks.held_bytes += block.bytes;
  status.blocks.held = static_cast<int64_t>(blocks.blocks.size());
  status.blocks.unassigned = blocks.CountWaiting();
  status.totals = blocks.totals;
  return status;
}

}  // namespace sluice
