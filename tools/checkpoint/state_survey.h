#ifndef SLUICE_TOOLS_CHECKPOINT_STATE_SURVEY_H_
#define SLUICE_TOOLS_CHECKPOINT_STATE_SURVEY_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fs/files.h"
#include "state/store/state_folder.h"

namespace sluice {

// The state of one stream as the names of its files tell it.
struct SurveyedState {
  std::string stream;
  std::string partitions_file;
  bool knows_partitions = false;  // False: that file is not there, or contradicts the folders that are.
  std::vector<StateFolderContents> partitions;
};

// All states of a checkpoint directory.
absl::StatusOr<std::vector<SurveyedState>> SurveyStates(Files& files);

std::string PartitionFolder(const std::string& stream, int partition);

// The newest version at or before `batch` that some partition has; kNoStateVersion: none has one.
int64_t VersionAt(const SurveyedState& state, int64_t batch);
// Those that all partitions can be opened as of.
std::vector<int64_t> WholeVersions(const SurveyedState& state);

// The first version on the way to this one whose changes are not there; none: it can be opened, if the files of these
// versions and of the snapshot before them are whole.
std::optional<int64_t> MissingFor(const StateFolderContents& contents, int64_t version,
                                  const std::set<int64_t>& unusable_snapshots);

}  // namespace sluice

#endif  // SLUICE_TOOLS_CHECKPOINT_STATE_SURVEY_H_
