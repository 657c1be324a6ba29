#include "driver/gateway/classes/streaming_infos.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "driver/gateway/class.h"
#include "driver/gateway/classes/duration.h"
#include "driver/gateway/classes/hash_map.h"

namespace sluice::gateway {
namespace {

constexpr char kDescription[] = "Description";
constexpr int64_t kUnknown = -1;

std::shared_ptr<JavaTime> TimeOf(Time time) { return std::make_shared<JavaTime>(time.milliseconds()); }

template <class JavaInfo, class Info>
std::shared_ptr<HashMap> MapOf(const std::map<int, Info>& infos) {
  HashMap::Entries entries;
  for (const auto& [id, info] : infos) entries.emplace_back(int32_t{id}, ObjectPtr(std::make_shared<JavaInfo>(info)));
  return std::make_shared<HashMap>(std::move(entries));
}

std::shared_ptr<HashMap> MetadataOf(const StreamInputInfo& info) {
  HashMap::Entries entries;
  if (const auto text = info.metadataDescription()) entries.emplace_back(std::string(kDescription), *text);
  return std::make_shared<HashMap>(std::move(entries));
}

}  // namespace

const Class& JavaStreamInputInfo::Describe() {
  static const Class type =
      Class("org.apache.spark.streaming.api.java.JavaStreamInputInfo")
          .Has("inputStreamId", [](JavaStreamInputInfo& self) { return int32_t{self.info_.inputStreamId}; })
          .Has("numRecords", [](JavaStreamInputInfo& self) { return self.info_.numRecords; })
          .Has("metadata", [](JavaStreamInputInfo& self) { return MetadataOf(self.info_); })
          .Has("metadataDescription", [](JavaStreamInputInfo& self) { return self.info_.metadataDescription(); });
  return type;
}

const Class& JavaOutputOperationInfo::Describe() {
  static const Class type =
      Class("org.apache.spark.streaming.api.java.JavaOutputOperationInfo")
          .Has("batchTime", [](JavaOutputOperationInfo& self) { return TimeOf(self.info_.batchTime); })
          .Has("id", [](JavaOutputOperationInfo& self) { return int32_t{self.info_.id}; })
          .Has("name", [](JavaOutputOperationInfo& self) { return self.info_.name; })
          .Has("description", [](JavaOutputOperationInfo& self) { return self.info_.description; })
          .Has("startTime", [](JavaOutputOperationInfo& self) { return self.info_.startTime.value_or(kUnknown); })
          .Has("endTime", [](JavaOutputOperationInfo& self) { return self.info_.endTime.value_or(kUnknown); })
          .Has("failureReason", [](JavaOutputOperationInfo& self) { return self.info_.failureReason; });
  return type;
}

const Class& JavaBatchInfo::Describe() {
  static const Class type =
      Class("org.apache.spark.streaming.api.java.JavaBatchInfo")
          .Has("batchTime", [](JavaBatchInfo& self) { return TimeOf(self.info_.batchTime); })
          .Has("streamIdToInputInfo",
               [](JavaBatchInfo& self) { return MapOf<JavaStreamInputInfo>(self.info_.streamIdToInputInfo); })
          .Has("submissionTime", [](JavaBatchInfo& self) { return self.info_.submissionTime; })
          .Has("processingStartTime",
               [](JavaBatchInfo& self) { return self.info_.processingStartTime.value_or(kUnknown); })
          .Has("processingEndTime", [](JavaBatchInfo& self) { return self.info_.processingEndTime.value_or(kUnknown); })
          .Has("schedulingDelay", [](JavaBatchInfo& self) { return self.info_.schedulingDelay().value_or(kUnknown); })
          .Has("processingDelay", [](JavaBatchInfo& self) { return self.info_.processingDelay().value_or(kUnknown); })
          .Has("totalDelay", [](JavaBatchInfo& self) { return self.info_.totalDelay().value_or(kUnknown); })
          .Has("numRecords", [](JavaBatchInfo& self) { return self.info_.numRecords(); })
          .Has("outputOperationInfos",
               [](JavaBatchInfo& self) { return MapOf<JavaOutputOperationInfo>(self.info_.outputOperationInfos); });
  return type;
}

const Class& JavaReceiverInfo::Describe() {
  static const Class type =
      Class("org.apache.spark.streaming.api.java.JavaReceiverInfo")
          .Has("streamId", [](JavaReceiverInfo& self) { return int32_t{self.info_.streamId}; })
          .Has("name", [](JavaReceiverInfo& self) { return self.info_.name; })
          .Has("active", [](JavaReceiverInfo& self) { return self.info_.active; })
          .Has("location", [](JavaReceiverInfo& self) { return self.info_.location; })
          .Has("executorId", [](JavaReceiverInfo& self) { return self.info_.executorId; })
          .Has("lastErrorMessage", [](JavaReceiverInfo& self) { return self.info_.lastErrorMessage; })
          .Has("lastError", [](JavaReceiverInfo& self) { return self.info_.lastError; })
          .Has("lastErrorTime", [](JavaReceiverInfo& self) { return self.info_.lastErrorTime; });
  return type;
}

}  // namespace sluice::gateway
