#include "driver/gateway/classes/spark_context.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/str_cat.h"
#include "driver/gateway/cancelled_jobs.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/classes/java_properties.h"
#include "driver/gateway/classes/option.h"
#include "driver/gateway/classes/python_accumulator.h"
#include "driver/gateway/classes/spark_conf.h"
#include "engine/task/local_properties.h"

namespace sluice::gateway {
namespace {

constexpr int32_t kFilePartitionsMin = 2;

std::shared_ptr<Option> CheckpointFolder(SparkContext& self) {
  const std::string folder = self.context()->jobs().checkpoint_folder().Get();
  return std::make_shared<Option>(folder.empty() ? std::nullopt : std::optional<Value>("file:" + folder));
}

std::shared_ptr<ArrayList> Texts(const std::vector<std::string>& texts) {
  return std::make_shared<ArrayList>(std::vector<Value>(texts.begin(), texts.end()));
}

}  // namespace

const Class& SparkContext::Describe() {
  static const Class type =
      Class("org.apache.spark.SparkContext")
          .Has("conf", [](SparkContext& self) { return self.context()->spark_conf(); })
          .Has("getConf",
               [](SparkContext& self) { return std::make_shared<SparkConf>(self.context()->spark_conf()->conf()); })
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
          .Has("addFile", [](SparkContext& self, std::string path,
                             bool recursive) { return self.context()->files().AddFile(path, recursive); })
          .Has("addArchive",
               [](SparkContext& self, std::string path) { return self.context()->files().AddArchive(path); })
          .Has("listFiles", [](SparkContext& self) { return Texts(self.context()->files().file_uris()); })
          .Has("listArchives", [](SparkContext& self) { return Texts(self.context()->files().archive_uris()); })
          .Has("cancelJobGroup",
               [](SparkContext& self, std::string group) { CancelJobGroup(self.context()->jobs(), group); })
          .Has("cancelAllJobs", [](SparkContext& self) { CancelAllJobs(self.context()->jobs()); })
          .Has("getLocalProperties", [](SparkContext&) { return std::make_shared<JavaProperties>(LocalProperties()); })
          .Has("setLocalProperties",
               [](SparkContext&, std::shared_ptr<JavaProperties> properties) {
                 LocalProperties() = properties->values();
               })
          .Has("setCheckpointDir",
               [](SparkContext& self, std::string folder) { self.context()->SetCheckpointFolder(folder); })
          .Has("getCheckpointDir", &CheckpointFolder)
          .Has("isStopped", [](SparkContext& self) { return self.context()->is_stopped(); });
  return type;
}

}  // namespace sluice::gateway
