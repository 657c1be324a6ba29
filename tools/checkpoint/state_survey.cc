#include "tools/checkpoint/state_survey.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/names_in.h"

namespace sluice {
namespace {

constexpr char kStates[] = "state";
constexpr int kPartitionsMax = 1 << 20;

int PartitionsOf(Files& files, const std::string& path) {
  const absl::StatusOr<Buffer> text = files.Read(path);
  int partitions = 0;
  const bool is_number = text.ok() && absl::SimpleAtoi(ToAbsl(text->view()), &partitions);
  return is_number && partitions > 0 && partitions <= kPartitionsMax ? partitions : 0;
}

// One more than the highest that has a folder.
absl::StatusOr<int> PartitionsSeen(Files& files, const std::string& folder) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(files, folder));
  int seen = 0;
  for (const std::string& name : names) {
    int partition;
    if (absl::SimpleAtoi(name, &partition) && partition < kPartitionsMax) seen = std::max(seen, partition + 1);
  }
  return seen;
}

std::set<int64_t> VersionsOf(const StateFolderContents& contents) {
  std::set<int64_t> versions;
  for (const auto& [version, changes] : contents.changes) versions.insert(version);
  for (const auto& [version, parts] : contents.snapshots) versions.insert(version);
  return versions;
}

}  // namespace

std::string PartitionFolder(const std::string& stream, int partition) {
  return StrCat(kStates, "/", stream, "/", partition);
}

absl::StatusOr<std::vector<SurveyedState>> SurveyStates(Files& files) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> streams, NamesIn(files, kStates));
  std::vector<SurveyedState> states;
  for (const std::string& stream : streams) {
    const std::string folder = StrCat(kStates, "/", stream);
    SurveyedState state{.stream = stream, .partitions_file = StrCat(folder, "/partitions")};
    const int said = PartitionsOf(files, state.partitions_file);
    SLUICE_ASSIGN_OR_RETURN(const int seen, PartitionsSeen(files, folder));
    state.knows_partitions = said > 0 && said >= seen;
    const int partitions = std::max(said, seen);
    for (int partition = 0; partition < partitions; ++partition) {
      SLUICE_ASSIGN_OR_RETURN(StateFolderContents contents,
                              StateFolder(files, PartitionFolder(stream, partition)).List());
      state.partitions.push_back(std::move(contents));
    }
    states.push_back(std::move(state));
  }
  return states;
}

int64_t VersionAt(const SurveyedState& state, int64_t batch) {
  int64_t newest = kNoStateVersion;
  for (const StateFolderContents& contents : state.partitions) {
    for (int64_t version : VersionsOf(contents)) {
      if (version <= batch) newest = std::max(newest, version);
    }
  }
  return newest;
}

std::vector<int64_t> WholeVersions(const SurveyedState& state) {
  std::vector<int64_t> whole;
  if (state.partitions.empty()) return whole;
  for (int64_t version : VersionsOf(state.partitions.front())) {
    auto is_there = [version](const StateFolderContents& contents) { return !MissingFor(contents, version, {}); };
    if (std::all_of(state.partitions.begin(), state.partitions.end(), is_there)) whole.push_back(version);
  }
  return whole;
}

std::optional<int64_t> MissingFor(const StateFolderContents& contents, int64_t version,
                                  const std::set<int64_t>& unusable_snapshots) {
  int64_t at = version;
  while (at != kNoStateVersion && (!contents.snapshots.contains(at) || unusable_snapshots.contains(at))) {
    auto step = contents.changes.find(at);
    if (step == contents.changes.end()) return at;
    at = step->second.from;
  }
  return std::nullopt;
}

}  // namespace sluice
