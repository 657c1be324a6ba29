#include "driver/gateway/classes/simple_python_function.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "driver/gateway/class.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/classes/broadcast.h"
#include "driver/gateway/classes/hash_map.h"
#include "driver/gateway/classes/python_accumulator.h"
#include "driver/gateway/gateway.h"

namespace sluice::gateway {
namespace {

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
  PythonFunction function{.interpreter = {std::move(executable), *std::move(variables)},
                          .command = std::move(command.bytes),
                          .version = std::move(version),
                          .includes = *std::move(files),
                          .files_folder = gateway.options().scratch_folder,
                          .accumulators = accumulator->key()};
  for (const auto& broadcast : *variables_of) function.broadcasts.push_back(broadcast->broadcast());
  return std::make_shared<SimplePythonFunction>(std::move(function));
}

}  // namespace

const Class& SimplePythonFunction::Describe() {
  static const Class type = Class("org.apache.spark.api.python.SimplePythonFunction").Constructor(&Make);
  return type;
}

}  // namespace sluice::gateway
