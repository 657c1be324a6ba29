#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "driver/pages/known.h"
#include "driver/pages/spark/spark_json.h"
#include "driver/pages/spark/spark_pages.h"

namespace sluice {
namespace {

std::string_view StatusOf(const BatchRecord& batch) {
  if (batch.state == BatchRecord::State::kQueued) return "QUEUED";
  return batch.state == BatchRecord::State::kRunning ? "PROCESSING" : "COMPLETED";
}

const std::string* FirstFailure(const BatchRecord& batch, std::string& text) {
  for (const auto& [number, output] : batch.outputs) {
    if (output.result.ok()) continue;
    text = std::string(output.result.message());
    return &text;
  }
  return batch.state == BatchRecord::State::kFailed ? &batch.error : nullptr;
}

// Spark counts delays from when a batch was submitted.
Json SparkBatch(absl::Duration interval, const BatchRecord& batch) {
  int64_t active = 0, completed = 0, failed = 0;
  for (const auto& [number, output] : batch.outputs)
    ++(!output.has_ended() ? active : output.result.ok() ? completed : failed);
  Json json{{"batchId", batch.time.value()},
            {"batchTime", SparkTime(absl::FromUnixMillis(batch.time.value()))},
            {"status", StatusOf(batch)},
            {"batchDuration", absl::ToInt64Milliseconds(interval)},
            {"inputSize", batch.records},
            {"numActiveOutputOps", active},
            {"numCompletedOutputOps", completed},
            {"numFailedOutputOps", failed},
            {"numTotalOutputOps", static_cast<int64_t>(batch.outputs.size())}};
  if (HasCome(batch.started)) AddMillis(json, "schedulingDelay", batch.queueing_time());
  if (HasCome(batch.finished)) AddMillis(json, "processingTime", batch.processing_time());
  if (HasCome(batch.finished)) AddMillis(json, "totalDelay", batch.queueing_time() + batch.processing_time());
  std::string text;
  if (const std::string* failure = FirstFailure(batch, text)) json["firstFailureReason"] = *failure;
  return json;
}

absl::StatusOr<KnownBatch> BatchOf(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t time, NumberIn(request.names[0], "batch"));
  const std::optional<KnownBatch> batch = FindBatch(request.view.history, time);
  if (batch.has_value()) return *batch;
  return absl::NotFoundError(StrCat("unknown batch: ", time));
}

Json SparkOperation(const History& history, const KnownBatch& batch, int number, const OutputRecord& output) {
  Json json{{"outputOpId", number}, {"name", output.name}, {"description", output.name}, {"jobIds", Json::array()}};
  AddTime(json, "startTime", output.started);
  AddTime(json, "endTime", output.ended);
  if (output.has_ended()) {
    AddMillis(json, "duration", output.ended - output.started);
    if (!output.result.ok()) json["error"] = std::string(output.result.message());
  }
  for (const KnownJob* job : JobsOf(history, {batch.run, batch.record->time})) {
    if (job->output == number) json["jobIds"].push_back(job->id.value());
  }
  return json;
}

}  // namespace

absl::StatusOr<Json> SparkBatchesPage(const PageRequest& request) {
  Json batches = Json::array();
  const absl::Duration interval = BatchInterval(request.view);
  for (const KnownBatch& batch : NewestBatches(request.view.history)) {
    SLUICE_ASSIGN_OR_RETURN(const bool is_wanted,
                            IsAskedFor(request, StatusOf(*batch.record), {"QUEUED", "PROCESSING", "COMPLETED"}));
    if (is_wanted) batches.push_back(SparkBatch(interval, *batch.record));
  }
  return batches;
}

absl::StatusOr<Json> SparkBatchPage(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const KnownBatch batch, BatchOf(request));
  return SparkBatch(BatchInterval(request.view), *batch.record);
}

absl::StatusOr<Json> SparkOperationsPage(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const KnownBatch batch, BatchOf(request));
  Json operations = Json::array();
  for (const auto& [number, output] : batch.record->outputs) {
    operations.push_back(SparkOperation(request.view.history, batch, number, output));
  }
  return operations;
}

absl::StatusOr<Json> SparkOperationPage(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const KnownBatch batch, BatchOf(request));
  SLUICE_ASSIGN_OR_RETURN(const int64_t number, NumberIn(request.names[1], "output operation"));
  const auto output = batch.record->outputs.find(static_cast<int>(number));
  if (output == batch.record->outputs.end()) {
    return absl::NotFoundError(StrCat("unknown output operation: ", number));
  }
  return SparkOperation(request.view.history, batch, output->first, output->second);
}

}  // namespace sluice
