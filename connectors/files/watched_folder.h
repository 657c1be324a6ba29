#ifndef SLUICE_CONNECTORS_FILES_WATCHED_FOLDER_H_
#define SLUICE_CONNECTORS_FILES_WATCHED_FOLDER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/ids.h"
#include "common/clock/clock.h"
#include "common/fs/file_system.h"
#include "connectors/files/known_files.h"
#include "connectors/files/taken_files.h"

namespace sluice {

struct WatchedFolderOptions {
  std::vector<std::string> folders;  // Each as Glob takes it.
  std::function<bool(const std::string& path)>
      takes;                                     // It says which files, by URIs without options; user code, may throw.
  absl::Duration remember = absl::Minutes(1);    // A file that is found later than this is not taken any more.
  absl::Duration batch_interval;                 // Looking longer than that is worth a warning.
  absl::Time start;                              // Files last changed until then are old.
  std::function<void(const std::string&)> warn;  // Tells the user.
  const Clock* clock = &SystemClock();
};

// Which files are new in each batch: those last changed after start and until the batch time, each in one batch. For
// files that are moved into the folders when they are complete; the time of the change goes with them. A file on a disk
// that is renamed, or has several names, is one. Folders that
// are missing or cannot be listed are warned of, and looked for again in the next batch; while they cannot be listed,
// no file gets too old. Files go by the wall clock: when that is set back, and batch times are ahead of it, files are
// new that come from then on, and those that were there before stay old. Not thread-safe.
class WatchedFolder {
 public:
  explicit WatchedFolder(WatchedFolderOptions options);

  // Sorted. Batches come in time order; one that came before gives what it gave, as long as it is remembered.
  std::vector<FoundFile> FilesOf(BatchTime batch);
  // Those of remembered batches behind `after`, and not behind `until`; sorted within a batch.
  std::vector<FoundFile> FilesBetween(BatchTime after, BatchTime until) const;
  // The latest batch that FilesOf was asked for.
  BatchTime latest() const { return BatchTime(latest_batch_); }
  // No batch up to this one will be asked for again.
  void ForgetUntil(BatchTime batch);

  // What a later run needs to know. DATA_LOSS: it cannot be read.
  std::string Save() const;
  absl::Status Restore(std::string_view saved);

 private:
  // Which times of change are new, by the wall clock: (after, until]. Just after it was set back also those of
  // (after_before, until_before], as it was before.
  struct Search {
    int64_t after = 0, until = 0;
    int64_t after_before = 0, until_before = 0;
    bool was_set_back = false;
  };

  std::vector<FoundFile> FindNew(BatchTime batch);
  Search SearchFor(BatchTime batch) const;
  absl::Status AddNew(const std::string& folders, const Search& search, std::vector<FoundFile>& files);
  std::string FoldersToShow() const;
  int64_t TooOld(int64_t seen) const;
  bool IsNew(const FoundFile& file, const Search& search);  // Known from now on if it is, or is too old.
  void Warn(const std::string& problem);

  const WatchedFolderOptions options_;
  int64_t start_millis_;
  std::map<int64_t, std::vector<FoundFile>> batches_;  // Remembered ones that have files, by time.
  TakenFiles taken_;                                   // They are the files in batches_.
  KnownFiles known_;                                   // They were new once, or have been too old.
  int64_t latest_batch_ = 0;
  int64_t seen_until_ = 0;  // What had changed by then was seen; by the wall clock.
  bool has_listed_ = false;
  std::string problem_;  // The last that was warned of.
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_FILES_WATCHED_FOLDER_H_
