#include "driver/gateway/job_tags.h"

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"
#include "common/settings/program_names.h"
#include "engine/task/local_properties.h"

namespace sluice::gateway {
namespace {

void SetJobTags(const std::set<std::string>& tags) {
  if (tags.empty()) {
    LocalProperties().erase(settings::kJobTags);
  } else {
    LocalProperties()[settings::kJobTags] = absl::StrJoin(tags, ",");
  }
}

}  // namespace

absl::Status CheckJobTag(const std::string& tag) {
  if (tag.empty()) return absl::InvalidArgumentError("Spark job tag cannot be an empty string.");
  if (tag.find(',') == std::string::npos) return absl::OkStatus();
  return absl::InvalidArgumentError("Spark job tag cannot contain ','.");
}

std::set<std::string> JobTagsIn(const std::map<std::string, std::string>& properties) {
  const auto found = properties.find(settings::kJobTags);
  if (found == properties.end()) return {};
  return absl::StrSplit(found->second, ',', absl::SkipEmpty());
}

std::set<std::string> JobTags() { return JobTagsIn(LocalProperties()); }

absl::Status AddJobTag(const std::string& tag) {
  SLUICE_RETURN_IF_ERROR(CheckJobTag(tag));
  std::set<std::string> tags = JobTags();
  tags.insert(tag);
  SetJobTags(tags);
  return absl::OkStatus();
}

absl::Status RemoveJobTag(const std::string& tag) {
  SLUICE_RETURN_IF_ERROR(CheckJobTag(tag));
  std::set<std::string> tags = JobTags();
  tags.erase(tag);
  SetJobTags(tags);
  return absl::OkStatus();
}

void ClearJobTags() { SetJobTags({}); }

}  // namespace sluice::gateway
