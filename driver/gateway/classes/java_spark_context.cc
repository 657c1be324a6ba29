#include "driver/gateway/classes/java_spark_context.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/observe/log_level.h"
#include "common/settings/program_names.h"
#include "driver/gateway/cancelled_jobs.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/array.h"
#include "driver/gateway/classes/broadcast.h"
#include "driver/gateway/classes/hash_map.h"
#include "driver/gateway/classes/hash_set.h"
#include "driver/gateway/classes/java_rdd.h"
#include "driver/gateway/classes/log4j_level.h"
#include "driver/gateway/classes/spark_conf.h"
#include "driver/gateway/classes/spark_context.h"
#include "driver/gateway/classes/status_tracker.h"
#include "driver/gateway/gateway.h"
#include "driver/gateway/input_files.h"
#include "driver/gateway/job_tags.h"
#include "engine/task/local_properties.h"

namespace sluice::gateway {
namespace {

constexpr char kSparkVersion[] = "4.3.0";

void SetProperty(const std::string& key, std::optional<std::string> value) {
  if (value.has_value()) {
    LocalProperties()[key] = *std::move(value);
  } else {
    LocalProperties().erase(key);
  }
}

std::optional<std::string> Property(const std::string& key) {
  const auto found = LocalProperties().find(key);
  return found == LocalProperties().end() ? std::nullopt : std::optional(found->second);
}

// The words of log4j.
absl::Status SetSparkLogLevel(const std::string& word) {
  const std::shared_ptr<Log4jLevel> level = Log4jLevel::Named(word);
  if (level == nullptr) {
    return absl::InvalidArgumentError(StrCat("requirement failed: Supplied level ", word,
                                             " did not match one of: ALL,DEBUG,ERROR,FATAL,INFO,OFF,TRACE,WARN"));
  }
  SetLogLevel(level->level());
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<JavaRdd>> Union(JavaSparkContext&, const std::shared_ptr<Array>& rdds) {
  std::vector<std::shared_ptr<JavaRdd>> all;
  for (const Value& value : rdds->values()) {
    auto rdd = Argument<std::shared_ptr<JavaRdd>>::Take(value);
    if (!rdd.has_value()) return absl::InvalidArgumentError("union takes RDDs");
    all.push_back(*std::move(rdd));
  }
  if (all.empty()) return absl::InvalidArgumentError("union takes one RDD or more");
  return UnionOf(all);
}

}  // namespace

const Class& JavaSparkContext::Describe() {
  static const Class type =
      Class("org.apache.spark.api.java.JavaSparkContext")
          .Constructor([](Gateway& gateway,
                          std::shared_ptr<SparkConf> conf) -> absl::StatusOr<std::shared_ptr<JavaSparkContext>> {
            SLUICE_ASSIGN_OR_RETURN(std::shared_ptr<Context> context, gateway.NewContext(conf->conf()));
            return std::make_shared<JavaSparkContext>(std::move(context));
          })
          .Has("sc", [](JavaSparkContext& self) { return std::make_shared<SparkContext>(self.context()); })
          .Has("getConf",
               [](JavaSparkContext& self) { return std::make_shared<SparkConf>(self.context()->spark_conf()->conf()); })
          .Has("version", [](JavaSparkContext&) { return std::string(kSparkVersion); })
          .Has("startTime", [](JavaSparkContext& self) { return self.context()->start_millis(); })
          .Has("stop", [](JavaSparkContext& self) { self.context()->Stop(); })
          .Has("setLogLevel", [](JavaSparkContext&, std::string level) { return SetSparkLogLevel(level); })
          .Has("setCallSite",
               [](JavaSparkContext&, std::optional<std::string> site) {
                 SetProperty(settings::kCallSite, std::move(site));
               })
          .Has("setJobGroup",
               [](JavaSparkContext&, std::string id, std::optional<std::string> description, bool interrupt) {
                 SetProperty(kJobGroup, id);
                 SetProperty(kJobDescription, description);
                 SetProperty(settings::kInterruptOnCancel, interrupt ? "true" : "false");
               })
          .Has("setJobDescription",
               [](JavaSparkContext&, std::optional<std::string> text) { SetProperty(kJobDescription, text); })
          .Has("setInterruptOnCancel",
               [](JavaSparkContext&, bool interrupt) {
                 SetProperty(settings::kInterruptOnCancel, interrupt ? "true" : "false");
               })
          .Has("addJobTag", [](JavaSparkContext&, std::string tag) { return AddJobTag(tag); })
          .Has("removeJobTag", [](JavaSparkContext&, std::string tag) { return RemoveJobTag(tag); })
          .Has("clearJobTags", [](JavaSparkContext&) { ClearJobTags(); })
          .Has("getJobTags",
               [](JavaSparkContext&) {
                 const std::set<std::string> tags = JobTags();
                 return std::make_shared<HashSet>(std::vector<Value>(tags.begin(), tags.end()));
               })
          .Has("cancelJobsWithTag",
               [](JavaSparkContext& self, std::string tag) { return CancelJobsWithTag(self.context()->jobs(), tag); })
          .Has("statusTracker",
               [](JavaSparkContext& self) { return std::make_shared<JavaStatusTracker>(self.context()); })
          .Has("setLocalProperty",
               [](JavaSparkContext&, std::string key, std::optional<std::string> value) { SetProperty(key, value); })
          .Has("getLocalProperty", [](JavaSparkContext&, std::string key) { return Property(key); })
          .Has("resources", [](JavaSparkContext&) { return std::make_shared<HashMap>(); })
          .Has("broadcast", [](JavaSparkContext& self,
                               std::shared_ptr<PickledFile> file) { return Broadcast::Make(self.context(), *file); })
          .Has("textFile", [](JavaSparkContext& self, std::string path,
                              int32_t partitions) { return TextFile(self.context(), path, partitions); })
          .Has("binaryRecords", [](JavaSparkContext& self, std::string path,
                                   int32_t bytes) { return BinaryRecords(self.context(), path, bytes); })
          .Has("wholeTextFiles",
               [](JavaSparkContext& self, std::string path, int32_t partitions) {
                 return WholeFiles(self.context(), path, partitions, /*is_text=*/true);
               })
          .Has("binaryFiles",
               [](JavaSparkContext& self, std::string path, int32_t partitions) {
                 return WholeFiles(self.context(), path, partitions, /*is_text=*/false);
               })
          .Has("objectFile",
               [](JavaSparkContext& self, std::string path, int32_t) { return ObjectFile(self.context(), path); })
          .Has("checkpointFile",
               [](JavaSparkContext& self, std::string path) { return CheckpointFile(self.context(), path); })
          .Has("hadoopConfiguration", [](JavaSparkContext& self) { return self.hadoop_configuration(); })
          .Has("emptyRDD", [](JavaSparkContext& self) { return EmptyRdd(self.context()); })
          .Has("union", &Union);
  return type;
}

}  // namespace sluice::gateway
