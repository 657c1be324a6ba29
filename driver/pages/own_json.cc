#include "driver/pages/own_json.h"

namespace sluice {

Json MillisOf(absl::Time time) { return HasCome(time) ? Json(absl::ToUnixMillis(time)) : Json(); }

Json MillisOf(absl::Duration duration) {
  const bool is_known = duration != absl::InfiniteDuration() && duration != -absl::InfiniteDuration();
  return is_known ? Json(absl::ToInt64Milliseconds(duration)) : Json();
}

const char* StateName(BatchRecord::State state) {
  switch (state) {
    case BatchRecord::State::kQueued: return "waiting";
    case BatchRecord::State::kRunning: return "running";
    case BatchRecord::State::kCompleted: return "completed";
    case BatchRecord::State::kFailed: return "failed";
  }
  return "";
}

const char* StateName(JobRecord::State state) {
  switch (state) {
    case JobRecord::State::kRunning: return "running";
    case JobRecord::State::kSucceeded: return "succeeded";
    case JobRecord::State::kFailed: return "failed";
  }
  return "";
}

namespace {

Json SchedulingOf(const BatchRecord& batch) {
  return HasCome(batch.started) ? MillisOf(batch.scheduling_delay()) : Json();
}
Json ProcessingOf(const BatchRecord& batch) {
  return HasCome(batch.finished) && HasCome(batch.started) ? MillisOf(batch.processing_time()) : Json();
}
Json TotalOf(const BatchRecord& batch) {
  return HasCome(batch.finished) && HasCome(batch.started) ? MillisOf(batch.total_delay()) : Json();
}

}  // namespace

Json OwnBatch(const KnownBatch& batch) {
  const BatchRecord& record = *batch.record;
  return {{"time", record.time.value()},
          {"run", batch.run.value()},
          {"state", StateName(record.state)},
          {"records", record.records},
          {"submitted", MillisOf(record.submitted)},
          {"scheduling_ms", SchedulingOf(record)},
          {"processing_ms", ProcessingOf(record)},
          {"total_ms", TotalOf(record)},
          {"outputs", record.outputs.size()},
          {"error", record.error}};
}

Json NoColumns() {
  Json columns = Json::object();
  for (const char* name : {"time", "records", "scheduling_ms", "processing_ms", "total_ms", "state"}) {
    columns[name] = Json::array();
  }
  return columns;
}

void AddRow(Json& columns, const BatchRecord& batch) {
  columns["time"].push_back(batch.time.value());
  columns["records"].push_back(batch.records);
  columns["scheduling_ms"].push_back(SchedulingOf(batch));
  columns["processing_ms"].push_back(ProcessingOf(batch));
  columns["total_ms"].push_back(TotalOf(batch));
  columns["state"].push_back(StateName(batch.state));
}

}  // namespace sluice
