#include "driver/daemon/registry_snapshot.h"

namespace sluice {
namespace {

bool WasStarted(const ApplicationRecord& record) { return record.started != absl::InfiniteFuture(); }

// Where it is now, from WAITING, or RUNNING if it was started.
MoveApplication LastMove(const ApplicationId& id, const ApplicationRecord& record) {
  const absl::Time at = IsEnded(record.state) ? record.ended : WasStarted(record) ? record.started : record.submitted;
  return {.application = id, .to = record.state, .message = record.message, .exit_code = record.exit_code, .at = at};
}

void AddMoves(const ApplicationId& id, const ApplicationRecord& record, std::vector<RegistryUpdate>& updates) {
  if (record.state == ApplicationState::kSubmitted) return;
  const MoveApplication last = LastMove(id, record);
  if (last.to != ApplicationState::kWaiting || WasStarted(record)) {
    updates.emplace_back(MoveApplication{.application = id, .to = ApplicationState::kWaiting, .at = record.submitted});
  }
  if (last.to != ApplicationState::kRunning && WasStarted(record)) {
    updates.emplace_back(MoveApplication{.application = id, .to = ApplicationState::kRunning, .at = record.started});
  }
  updates.emplace_back(last);
}

void AddUpdates(const ApplicationId& id, const ApplicationRecord& record, std::vector<RegistryUpdate>& updates) {
  const int former_lives = record.starts - (WasStarted(record) ? 1 : 0);  // The move to RUNNING counts one.
  updates.emplace_back(AddApplication{id, record.spec, record.submitted, former_lives});
  if (record.next_executor.value() > 0) {
    updates.emplace_back(NumberExecutor{id, ExecutorId(record.next_executor.value() - 1)});
  }
  AddMoves(id, record, updates);
  if (record.stop.has_value()) updates.emplace_back(StopApplication{id, *record.stop});
  if (record.said_exit_code.has_value()) updates.emplace_back(FinishApplication{id, *record.said_exit_code});
}

}  // namespace

std::vector<RegistryUpdate> UpdatesTo(const Registry& registry) {
  std::vector<RegistryUpdate> updates;
  for (const auto& [id, record] : registry.applications) AddUpdates(id, record, updates);
  for (const WorkerId& worker : registry.drained) updates.emplace_back(DrainWorker{worker});
  return updates;
}

}  // namespace sluice
