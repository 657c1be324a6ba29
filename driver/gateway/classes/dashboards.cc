#include "driver/gateway/classes/dashboards.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "api/dstream/show.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "driver/gateway/class.h"
#include "driver/gateway/context.h"
#include "driver/gateway/gateway.h"

namespace sluice::gateway {
namespace {

using Json = nlohmann::json;

ShownValue ToShownValue(const Json& json) {
  if (json.is_number_integer()) return json.get<int64_t>();
  if (json.is_number_float()) return json.get<double>();
  return json.is_string() ? json.get<std::string>() : json.dump();
}

// Throws what the library throws for what is no such thing.
ShownRows Read(std::string name, int64_t time, const Json& batch) {
  ShownRows shown{.dashboard = std::move(name), .batch = BatchTime(time), .columns = batch.at("columns"), .rows = {}};
  for (const Json& row : batch.at("rows")) {
    if (row.size() != shown.columns.size() || shown.rows.size() == kShownRowsMax) break;
    ShownRow& values = shown.rows.emplace_back();
    for (const Json& value : row) values.push_back(ToShownValue(value));
  }
  shown.are_all = batch.at("are_all").get<bool>() && shown.rows.size() == batch.at("rows").size();
  return shown;
}

absl::StatusOr<Value> Show(Gateway& gateway, std::string name, int64_t time, std::string batch) {
  const std::shared_ptr<Context> context = gateway.context();
  const Gate::Pass pass = context != nullptr ? context->TryUse() : Gate::Pass();
  if (!pass) return absl::FailedPreconditionError("the SparkContext was stopped");
  try {
    internal::Show(context->application().streaming(), Read(std::move(name), time, Json::parse(batch)));
  } catch (const Json::exception& error) {
    return absl::InvalidArgumentError(StrCat("no rows of a dashboard: ", error.what()));
  }
  return Value();
}

}  // namespace

const Class& DashboardsClass() {
  static const Class type = Class("sluice.Dashboards").Static("show", &Show);
  return type;
}

}  // namespace sluice::gateway
