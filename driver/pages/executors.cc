#include "driver/pages/own_json.h"
#include "driver/pages/own_pages.h"

namespace sluice {
namespace {

const v1::ExecutorStatus* HeardOf(const ApplicationView& view, ExecutorId id) {
  for (const v1::ExecutorStatus& executor : view.status.executors()) {
    if (executor.executor() == id.value()) return &executor;
  }
  return nullptr;
}

const char* StateOf(const ExecutorRecord& executor, const v1::ExecutorStatus* now) {
  if (HasCome(executor.gone)) return executor.is_lost() ? "lost" : "gone";
  return now != nullptr && now->state() == "leaving" ? "leaving" : "attached";
}

}  // namespace

Json OwnExecutor(const ApplicationView& view, const ExecutorRecord& executor) {
  const v1::ExecutorStatus nothing;
  const v1::ExecutorStatus* heard = HasCome(executor.gone) ? nullptr : HeardOf(view, executor.attached.executor);
  const v1::ExecutorStatus& now = heard != nullptr ? *heard : nothing;
  return {{"executor", executor.attached.executor.value()},
          {"worker", executor.attached.worker},
          {"address", executor.attached.address},
          {"state", StateOf(executor, heard)},
          {"reason", executor.reason},
          {"attached", MillisOf(executor.attached.at)},
          {"gone", MillisOf(executor.gone)},
          {"slots", executor.attached.slots},
          {"running_tasks", now.running_tasks()},
          {"tasks", executor.work.tasks},
          {"tasks_ms", executor.work.run_micros / 1000},
          {"records", executor.work.records},
          {"blocks", now.blocks()},
          {"memory_bytes", now.memory_bytes()},
          {"disk_bytes", now.disk_bytes()},
          {"to_hand_over", now.to_hand_over()}};
}

// Those that are there first, then those that are gone, the last one first.
absl::StatusOr<Json> ExecutorsPage(const PageRequest& request) {
  const History& history = request.view.history;
  Json executors = Json::array();
  for (const auto& [id, executor] : history.executors().open()) {
    executors.push_back(OwnExecutor(request.view, executor));
  }
  const auto& gone = history.executors().ended();
  for (auto ended = gone.rbegin(); ended != gone.rend(); ++ended) {
    executors.push_back(OwnExecutor(request.view, ended->record));
  }
  return Json{{"executors", std::move(executors)}};
}

// Received blocks that are not processed yet, and what each executor keeps.
absl::StatusOr<Json> StoragePage(const PageRequest& request) {
  const v1::BlockTotals& blocks = request.view.status.blocks();
  Json executors = Json::array();
  for (const v1::ExecutorStatus& executor : request.view.status.executors()) {
    executors.push_back({{"executor", executor.executor()},
                         {"worker", executor.worker()},
                         {"blocks", executor.blocks()},
                         {"memory_bytes", executor.memory_bytes()},
                         {"disk_bytes", executor.disk_bytes()}});
  }
  return Json{
      {"blocks", {{"held", blocks.held()}, {"held_bytes", blocks.held_bytes()}, {"unassigned", blocks.unassigned()}}},
      {"executors", std::move(executors)}};
}

}  // namespace sluice
