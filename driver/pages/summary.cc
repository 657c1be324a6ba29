#include "driver/pages/cursor.h"
#include "driver/pages/own_json.h"
#include "driver/pages/own_pages.h"
#include "driver/pages/verdict/verdict.h"

namespace sluice {
namespace {

Json CountsOf(const ApplicationView& view) {
  int64_t running = 0, waiting = 0;
  for (const auto& [key, batch] : view.history.batches().open()) {
    ++(batch.state == BatchRecord::State::kRunning ? running : waiting);
  }
  return {{"completed", view.history.application().batches_completed},
          {"failed", view.history.application().batches_failed},
          {"running", running},
          {"waiting", waiting}};
}

Json ExecutorCounts(const ApplicationView& view) {
  int64_t slots = 0, lost = 0, running_tasks = 0;
  for (const auto& [id, executor] : view.history.executors().open()) slots += executor.attached.slots;
  for (const auto& ended : view.history.executors().ended()) lost += ended.record.is_lost() ? 1 : 0;
  for (const v1::ExecutorStatus& executor : view.status.executors()) running_tasks += executor.running_tasks();
  return {{"attached", view.history.executors().open().size()},
          {"slots", slots},
          {"running_tasks", running_tasks},
          {"lost", lost}};
}

std::string StateOf(const ApplicationView& view) {
  if (HasCome(view.ended)) return "ended";
  return view.status.state().empty() ? "running" : view.status.state();
}

}  // namespace

Json OwnTotals(const ApplicationView& view) {
  const v1::RecordTotals& records = view.status.records();
  const v1::BlockTotals& blocks = view.status.blocks();
  return {
      {"state", StateOf(view)},
      {"batches", CountsOf(view)},
      {"jobs_running", view.history.jobs().open().size()},
      {"executors", ExecutorCounts(view)},
      {"records",
       {{"received", records.received()},
        {"replicated", records.replicated()},
        {"processed", records.processed()},
        {"lost", records.lost()},
        {"repeated", records.repeated()}}},
      {"blocks", {{"held", blocks.held()}, {"held_bytes", blocks.held_bytes()}, {"unassigned", blocks.unassigned()}}},
  };
}

absl::StatusOr<Json> SummaryPage(const PageRequest& request) {
  const ApplicationView& view = request.view;
  Json json = OwnTotals(view);
  json.update({{"id", view.id},
               {"name", view.name},
               {"user", view.user},
               {"life", view.life},
               {"started", MillisOf(view.started)},
               {"ended", MillisOf(view.ended)},
               {"now", MillisOf(view.now)},
               {"interval_ms", MillisOf(BatchInterval(view))},
               {"logs", view.has_logs},
               {"log_damage", view.log_damage},
               {"receivers", OwnReceivers(view)},
               {"verdict", ToJson(Judge(view))},
               {"cursor", ToString(CursorOf(view))}});
  return json;
}

absl::StatusOr<Json> EnvironmentPage(const PageRequest& request) {
  static constexpr const char* kSources[] = {"default", "file", "environment", "flag", "code", "set"};
  Json settings = Json::array();
  for (const SettingView& setting : request.view.settings) {
    settings.push_back(
        {{"key", setting.key}, {"value", setting.value}, {"source", kSources[static_cast<int>(setting.source)]}});
  }
  return Json{{"settings", std::move(settings)}};
}

}  // namespace sluice
