#include "driver/gateway/classes/simple_python_function.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/settings/program_names.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/classes/broadcast.h"
#include "driver/gateway/classes/hash_map.h"
#include "driver/gateway/classes/python_accumulator.h"
#include "driver/gateway/gateway.h"

namespace sluice::gateway {
namespace {

// What Spark gives to the processes of functions. Those of another application are others: they have imported others'
// files.
absl::Status AddWorkerVariables(Context& context, std::map<std::string, std::string>& variables) {
  variables["SPARK_APPLICATION_ID"] = context.id();
  const Conf& conf = context.conf();
  const auto faults = conf.values().find(settings::kPythonFaultHandler);
  if (faults != conf.values().end() && faults->second == "true") variables[kFaultFolderVariable] = "";
  if (!conf.Has(settings::kPythonMemory)) return absl::OkStatus();
  constexpr int64_t kMegabyte = 1 << 20;
  SLUICE_ASSIGN_OR_RETURN(
      const int64_t bytes,
      conf.Get(BytesSetting{
          .key = settings::kPythonMemory, .fallback = kMegabyte, .min = kMegabyte, .max = kMegabyte << 20}));
  variables["PYSPARK_EXECUTOR_MEMORY_MB"] = std::to_string(bytes / kMegabyte);
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<SimplePythonFunction>> Make(Gateway& gateway, Bytes command,
                                                           const std::shared_ptr<HashMap>& environment,
                                                           const std::shared_ptr<ArrayList>& includes,
                                                           std::string executable, std::string version,
                                                           const std::shared_ptr<ArrayList>& broadcasts,
                                                           const std::shared_ptr<PythonAccumulator>& accumulator) {
  std::optional<std::map<std::string, std::string>> variables = environment->AsTexts();
  std::optional<std::vector<std::string>> files = includes->As<std::string>();
  const auto variables_of = broadcasts->As<std::shared_ptr<Broadcast>>();
  if (!variables.has_value() || !files.has_value() || !variables_of.has_value()) {
    return absl::InvalidArgumentError("a function's environment and includes are texts, its broadcasts variables");
  }
  const std::shared_ptr<Context> context = gateway.context();
  if (context == nullptr) return absl::FailedPreconditionError("Cannot call methods on a stopped SparkContext.");
  SLUICE_RETURN_IF_ERROR(AddWorkerVariables(*context, *variables));
  PythonFunction function{.interpreter = {std::move(executable), *std::move(variables)},
                          .command = std::move(command.bytes),
                          .version = std::move(version),
                          .includes = *std::move(files),
                          .files_folder = context->files().folder(),
                          .files = context->files().files(),
                          .accumulators = accumulator->key()};
  for (const auto& broadcast : *variables_of) function.broadcasts.push_back(broadcast->broadcast());
  return std::make_shared<SimplePythonFunction>(context, std::move(function));
}

}  // namespace

const Class& SimplePythonFunction::Describe() {
  static const Class type = Class("org.apache.spark.api.python.SimplePythonFunction").Constructor(&Make);
  return type;
}

}  // namespace sluice::gateway
