#include "driver/gateway/cancelled_jobs.h"

#include <functional>
#include <map>
#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "driver/gateway/job_tags.h"
#include "engine/task/local_properties.h"

namespace sluice::gateway {
namespace {

// What the thread of a job had set.
using Properties = std::map<std::string, std::string>;

void CancelThose(StoppableJobs& jobs, std::function<bool(const Properties&)> is_one, std::string how) {
  jobs.CancelJobs([is_one = std::move(is_one), how = std::move(how)](JobId id, const JobSpec& job) {
    if (!is_one(job.properties)) return absl::OkStatus();
    return absl::CancelledError(
        StrCat("[SPARK_JOB_CANCELLED] Job ", id.value(), " cancelled ", how, " SQLSTATE: XXKDA"));
  });
}

}  // namespace

void CancelJobGroup(StoppableJobs& jobs, const std::string& group) {
  const auto is_of_group = [group](const Properties& properties) {
    const auto found = properties.find(kJobGroup);
    return found != properties.end() && found->second == group;
  };
  CancelThose(jobs, is_of_group, StrCat("part of cancelled job group ", group));
}

absl::Status CancelJobsWithTag(StoppableJobs& jobs, const std::string& tag) {
  SLUICE_RETURN_IF_ERROR(CheckJobTag(tag));
  const auto has_tag = [tag](const Properties& properties) { return JobTagsIn(properties).contains(tag); };
  CancelThose(jobs, has_tag, StrCat("part of cancelled job tags ", tag));
  return absl::OkStatus();
}

void CancelAllJobs(StoppableJobs& jobs) {
  CancelThose(jobs, [](const Properties&) { return true; }, "as part of cancellation of all jobs");
}

}  // namespace sluice::gateway
