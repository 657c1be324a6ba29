#include <map>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "driver/pages/known.h"
#include "driver/pages/spark/spark_json.h"
#include "driver/pages/spark/spark_pages.h"

// Receivers, and what the batches come to together.

namespace sluice {
namespace {

// INVALID: what is asked of an application without streams.
absl::StatusOr<const RunRecord*> RunOf(const PageRequest& request) {
  const RunRecord* run = NewestRun(request.view.history);
  if (run == nullptr) {
    return absl::NotFoundError(StrCat("no streaming listener attached to ", request.view.name));
  }
  return run;
}

// The mean over those batches in which the figure has come. Left out: there are none.
template <class Figure>
void AddMean(Json& json, const char* key, const std::vector<KnownBatch>& batches, Figure figure) {
  absl::Duration sum;
  int64_t count = 0;
  for (const KnownBatch& batch : batches) {
    if (batch.record->state != BatchRecord::State::kCompleted) continue;
    sum += figure(*batch.record);
    ++count;
  }
  if (count > 0) json[key] = absl::ToInt64Milliseconds(sum / count);
}

double SecondsIn(absl::Duration duration, size_t times) {
  return absl::ToDoubleSeconds(duration) * static_cast<double>(times);
}

std::pair<int64_t, int64_t> ActiveAndAll(const RunRecord& run) {
  int64_t active = 0;
  for (const auto& [input, receiver] : run.receivers) active += receiver.kind != ReceiverEvent::Kind::kStopped ? 1 : 0;
  return {active, static_cast<int64_t>(run.receivers.size())};
}

void AddRates(Json& json, const ApplicationView& view, InputId input) {
  json["eventRates"] = Json::array();
  const double seconds = SecondsIn(BatchInterval(view), 1);
  double sum = 0;
  std::vector<KnownBatch> batches = NewestBatches(view.history);
  for (auto batch = batches.rbegin(); batch != batches.rend() && seconds > 0; ++batch) {
    const auto records = batch->record->input_records.find(input);
    const int64_t count = records == batch->record->input_records.end() ? 0 : records->second;
    const double rate = static_cast<double>(count) / seconds;
    json["eventRates"].push_back({batch->record->time.value(), rate});
    sum += rate;
  }
  const size_t rates = json["eventRates"].size();
  if (rates > 0) json["avgEventRate"] = sum / static_cast<double>(rates);
}

Json SparkReceiver(const ApplicationView& view, InputId input, const ReceiverEvent& receiver) {
  Json json{{"streamId", input.value()},
            {"streamName", receiver.name},
            {"isActive", receiver.kind != ReceiverEvent::Kind::kStopped}};
  if (receiver.executor.has_value()) json["executorId"] = ToString(*receiver.executor);
  if (!receiver.executor_host.empty()) json["executorHost"] = receiver.executor_host;
  if (receiver.kind != ReceiverEvent::Kind::kStarted) {
    AddTime(json, "lastErrorTime", receiver.at);
    json["lastErrorMessage"] = receiver.message;
    json["lastError"] = receiver.error;
  }
  AddRates(json, view, input);
  return json;
}

}  // namespace

absl::StatusOr<Json> SparkStatisticsPage(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const RunRecord* run, RunOf(request));
  const ApplicationView& view = request.view;
  const std::vector<KnownBatch> batches = NewestBatches(view.history);
  const auto [active, receivers] = ActiveAndAll(*run);
  int64_t records = 0, processed = 0, retained = 0;
  for (const KnownBatch& batch : batches) {
    const bool has_ended = HasCome(batch.record->finished);
    records += batch.record->records;
    processed += has_ended ? batch.record->records : 0;
    retained += has_ended ? 1 : 0;
  }
  Json json{{"startTime", SparkTime(run->started)},
            {"batchDuration", absl::ToInt64Milliseconds(BatchInterval(view))},
            {"numReceivers", receivers},
            {"numActiveReceivers", active},
            {"numInactiveReceivers", receivers - active},
            {"numTotalCompletedBatches",
             view.history.application().batches_completed + view.history.application().batches_failed},
            {"numRetainedCompletedBatches", retained},
            {"numActiveBatches", static_cast<int64_t>(batches.size()) - retained},
            {"numProcessedRecords", processed},
            {"numReceivedRecords", records}};
  const double seconds = SecondsIn(BatchInterval(view), batches.size());
  if (seconds > 0) json["avgInputRate"] = static_cast<double>(records) / seconds;
  AddMean(json, "avgSchedulingDelay", batches, [](const BatchRecord& batch) { return batch.queueing_time(); });
  AddMean(json, "avgProcessingTime", batches, [](const BatchRecord& batch) { return batch.processing_time(); });
  AddMean(json, "avgTotalDelay", batches,
          [](const BatchRecord& batch) { return batch.queueing_time() + batch.processing_time(); });
  return json;
}

absl::StatusOr<Json> SparkReceiversPage(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const RunRecord* run, RunOf(request));
  Json receivers = Json::array();
  for (const auto& [input, receiver] : run->receivers) {
    receivers.push_back(SparkReceiver(request.view, input, receiver));
  }
  return receivers;
}

absl::StatusOr<Json> SparkReceiverPage(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const RunRecord* run, RunOf(request));
  SLUICE_ASSIGN_OR_RETURN(const int64_t number, NumberIn(request.names[0], "receiver"));
  const auto found = run->receivers.find(InputId(static_cast<int32_t>(number)));
  if (found == run->receivers.end()) return absl::NotFoundError(StrCat("unknown receiver: ", number));
  return SparkReceiver(request.view, found->first, found->second);
}

}  // namespace sluice
