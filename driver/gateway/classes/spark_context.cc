#include "driver/gateway/classes/spark_context.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "common/base/str_cat.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/option.h"
#include "driver/gateway/classes/python_accumulator.h"
#include "driver/gateway/classes/spark_conf.h"

namespace sluice::gateway {
namespace {

constexpr int32_t kFilePartitionsMin = 2;

std::shared_ptr<Option> CheckpointFolder(SparkContext& self) {
  const std::string folder = self.context()->jobs().checkpoint_folder().Get();
  return std::make_shared<Option>(folder.empty() ? std::nullopt : std::optional<Value>("file:" + folder));
}

}  // namespace

const Class& SparkContext::Describe() {
  static const Class type =
      Class("org.apache.spark.SparkContext")
          .Has("conf", [](SparkContext& self) { return std::make_shared<SparkConf>(self.context()->conf()); })
          .Has("getConf", [](SparkContext& self) { return std::make_shared<SparkConf>(self.context()->conf()); })
          .Has("register",
               [](SparkContext& self, std::shared_ptr<PythonAccumulator> accumulator) {
                 accumulator->Register(self.context()->jobs());
               })
          .Has("applicationId", [](SparkContext& self) { return self.context()->id(); })
          .Has("uiWebUrl", [](SparkContext&) { return std::make_shared<Option>(std::nullopt); })
          .Has("defaultParallelism", [](SparkContext& self) { return int32_t{self.context()->default_parallelism()}; })
          .Has("defaultMinPartitions",
               [](SparkContext& self) { return std::min(kFilePartitionsMin, self.context()->default_parallelism()); })
          .Has("sparkUser",
               [](SparkContext&) {
                 const char* const user = std::getenv("USER");
                 return std::string(user != nullptr ? user : "");
               })
          .Has("setCheckpointDir",
               [](SparkContext& self, std::string folder) { self.context()->SetCheckpointFolder(folder); })
          .Has("getCheckpointDir", &CheckpointFolder)
          .Has("isStopped", [](SparkContext& self) { return self.context()->is_stopped(); });
  return type;
}

}  // namespace sluice::gateway
