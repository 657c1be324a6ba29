#include "api/dstream/former_states.h"

#include <optional>
#include <set>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "api/core/error.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/files.h"
#include "common/fs/names_in.h"
#include "common/fs/objects/object_path.h"
#include "common/observe/logging.h"
#include "engine/dstream/state_identity.h"
#include "state/store/state_folder.h"

namespace sluice::internal {
namespace {

using Names = std::vector<std::string>;

std::string Folder(const std::string& checkpoint_folder) { return StrCat(checkpoint_folder, "/state"); }

// Of a state that the checkpoint knows.
class FormerState {
 public:
  FormerState(const std::string& folder, Files& files, const StreamSignature& stream,
              const StreamCheckpoint& checkpoint)
      : folder_(folder),
        path_(StrCat(Folder(folder), "/", stream.state)),
        files_(files),
        stream_(stream),
        checkpoint_(checkpoint) {}

  void Check() const {
    const std::string path = path_ + "/partitions";
    const absl::StatusOr<Buffer> text = files_.Read(path);
    if (absl::IsNotFound(text.status())) throw Error(IsGone(StrCat("no such file: ", path)));
    ThrowIfError(Annotate(text.status(), "Failed to read checkpoint from directory ", folder_));
    int partitions = 0;
    // Who opens the state says what else is wrong with it. In an object store each look takes long.
    const bool is_number = absl::SimpleAtoi(ToAbsl(text->view()), &partitions);
    if (is_number && !IsObjectPath(path_)) CheckVersion(partitions);
  }

 private:
  // By the names of files: that of the last batch can be opened. Where nothing is yet, the first batch has not ended.
  void CheckVersion(int partitions) const {
    absl::Status missing;
    bool any_has_versions = false;
    for (int partition = 0; partition < partitions; ++partition) {
      const StateFolder folder(files_, StrCat(path_, "/", partition));
      const StateFolderContents contents = ValueOrThrow(folder.List());
      any_has_versions |= !contents.changes.empty() || !contents.snapshots.empty();
      const absl::Status found = FindChain(contents, checkpoint_.last_finished, {}).status();
      missing.Update(Annotate(found, folder.path()));
    }
    if (any_has_versions && !missing.ok()) throw Error(IsGone(ToStd(missing.message())));
  }
  absl::Status IsGone(std::string_view what) const {
    return absl::DataLossError(StrCat("Failed to read checkpoint from directory ", folder_, ": the state of ",
                                      stream_.operation, " is gone, of which the checkpoint of batch ",
                                      checkpoint_.last_finished, " ms says that it was there: ", what,
                                      "; bring it back, or begin anew in an empty checkpoint directory"));
  }

  const std::string& folder_;
  const std::string path_;
  Files& files_;
  const StreamSignature& stream_;
  const StreamCheckpoint& checkpoint_;
};

absl::Status NobodyGoesOnWith(const std::string& name, const std::string& folder,
                              const std::set<std::string>& streams) {
  return absl::FailedPreconditionError(
      StrCat("Failed to read checkpoint from directory ", folder,
             ": it has a state that no stream of the program goes on with: state=", name,
             " streams with state: ", absl::StrJoin(streams, ", "),
             "; give its stream the same uid, or remove the folder ", Folder(folder), "/", name));
}

}  // namespace

void WarnOfStatesIn(Files& files, const std::string& folder) {
  const Names names = ValueOrThrow(NamesIn(files, Folder(folder)));
  if (names.empty()) return;
  LogWarning("streaming", "there is no checkpoint in ", folder,
             ", but there are states, which are removed as the program begins anew: ", absl::StrJoin(names, ", "));
}

void CheckStatesIn(const std::string& folder, Files& files, const StreamGraph& graph,
                   const StreamCheckpoint& checkpoint) {
  std::set<std::string> streams;
  for (const auto& stream : graph.streams()) {
    if (!stream->identity().name().empty()) streams.insert(stream->identity().name());
  }
  for (const std::string& name : ValueOrThrow(NamesIn(files, Folder(folder)))) {
    if (!streams.contains(name)) throw Error(NobodyGoesOnWith(name, folder, streams));
  }
  if (checkpoint.last_finished == checkpoint.zero) return;  // No batch has ended, so perhaps no state has begun.
  for (const StreamSignature& stream : checkpoint.streams) {
    const bool has_run = stream.slide_millis == checkpoint.interval_millis;
    if (has_run && streams.contains(stream.state)) FormerState(folder, files, stream, checkpoint).Check();
  }
}

}  // namespace sluice::internal
