#ifndef SLUICE_DRIVER_GATEWAY_JOB_TAGS_H_
#define SLUICE_DRIVER_GATEWAY_JOB_TAGS_H_

#include <map>
#include <set>
#include <string>

#include "absl/status/status.h"

namespace sluice::gateway {

// The tags of the jobs of the calling thread: words that it has set, by which jobs are cancelled. They are one of its
// local properties. INVALID_ARGUMENT: no word can be such a tag.
absl::Status AddJobTag(const std::string& tag);
absl::Status RemoveJobTag(const std::string& tag);
void ClearJobTags();
std::set<std::string> JobTags();

// Those that a thread had with these local properties.
std::set<std::string> JobTagsIn(const std::map<std::string, std::string>& properties);
absl::Status CheckJobTag(const std::string& tag);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_JOB_TAGS_H_
