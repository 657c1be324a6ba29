#include <algorithm>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "driver/pages/own_json.h"
#include "driver/pages/own_pages.h"

namespace sluice {
namespace {

constexpr int64_t kBatchesMax = 1000;
constexpr size_t kFoundMax = 200;  // Files, partitions: so many are named.

Json InputOf(InputId input, const BatchRecord& batch) {
  const auto records = batch.input_records.find(input);
  const auto found = batch.input_metadata.find(input);
  Json json{{"input", input.value()},
            {"records", records == batch.input_records.end() ? Json() : Json(records->second)},
            {"found", Json::array()},
            {"found_count", found == batch.input_metadata.end() ? 0 : found->second.size()}};
  if (found == batch.input_metadata.end()) return json;
  for (size_t i = 0; i < std::min(found->second.size(), kFoundMax); ++i) json["found"].push_back(found->second[i]);
  return json;
}

Json InputsOf(const BatchRecord& batch) {
  Json inputs = Json::array();
  for (const auto& [input, records] : batch.input_records) inputs.push_back(InputOf(input, batch));
  for (const auto& [input, found] : batch.input_metadata) {
    if (!batch.input_records.contains(input)) inputs.push_back(InputOf(input, batch));
  }
  return inputs;
}

Json OutputOf(int number, const OutputRecord& output) {
  return {{"number", number},
          {"name", output.name},
          {"started", MillisOf(output.started)},
          {"ended", MillisOf(output.ended)},
          {"error", std::string(output.result.message())}};
}

}  // namespace

// Newest first; `before` asks for those whose time is earlier.
absl::StatusOr<Json> BatchesPage(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t before, request.Number("before", INT64_MAX, INT64_MAX));
  SLUICE_ASSIGN_OR_RETURN(const int64_t limit, request.Number("limit", 100, kBatchesMax));
  Json json{{"batches", Json::array()}, {"more", false}};
  for (const KnownBatch& batch : NewestBatches(request.view.history)) {
    if (batch.record->time.value() >= before) continue;
    json["more"] = json["batches"].size() == static_cast<size_t>(limit);
    if (json["more"]) break;
    json["batches"].push_back(OwnBatch(batch));
  }
  return json;
}

absl::StatusOr<Json> BatchPage(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t time, NumberIn(request.names[0], "batch"));
  const std::optional<KnownBatch> batch = FindBatch(request.view.history, time);
  if (!batch.has_value()) return absl::NotFoundError(StrCat("unknown batch: ", time));
  Json json = OwnBatch(*batch);
  json["blocks"] = batch->record->blocks;
  json["inputs"] = InputsOf(*batch->record);
  json["outputs"] = Json::array();
  for (const auto& [number, output] : batch->record->outputs) json["outputs"].push_back(OutputOf(number, output));
  json["jobs"] = Json::array();
  for (const KnownJob* job : JobsOf(request.view.history, {batch->run, batch->record->time})) {
    json["jobs"].push_back(OwnJob(*job));
  }
  return json;
}

// Oldest first; `since` asks for those whose time is later.
absl::StatusOr<Json> SeriesPage(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t since, request.Number("since", 0, INT64_MAX));
  Json columns = NoColumns();
  const std::vector<KnownBatch> batches = NewestBatches(request.view.history);
  for (auto batch = batches.rbegin(); batch != batches.rend(); ++batch) {
    if (batch->record->time.value() > since) AddRow(columns, *batch->record);
  }
  return columns;
}

}  // namespace sluice
