#ifndef SLUICE_CONNECTORS_FILES_FILE_SOURCE_H_
#define SLUICE_CONNECTORS_FILES_FILE_SOURCE_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "connectors/files/watched_folder.h"
#include "engine/source/batch_source.h"

namespace sluice {

// The files that come into folders, each once. Its offsets are times of batches, in milliseconds; of the files of those
// that are not committed it keeps a list (WatchedFolder), which it gives to a later run.
class FileSource : public BatchSource {
 public:
  // Makes the RDD of some files.
  using Read = std::function<Rdd(const std::vector<FoundFile>& files)>;
  FileSource(WatchedFolderOptions options, Read read) : folder_(std::move(options)), read_(std::move(read)) {}

  absl::StatusOr<Offset> Initial() override { return NumberOffset(0); }
  absl::StatusOr<Offset> Latest(const Offset& after, const ReadLimit& limit) override;
  absl::StatusOr<PlannedRange> Plan(const OffsetRange& range) override;
  absl::Status Commit(const Offset& until) override;
  absl::Status EndAt(absl::Time now) override;
  bool arrives() const override { return true; }
  std::string Save() const override { return folder_.Save(); }
  absl::Status Restore(std::string_view saved) override { return folder_.Restore(saved); }

 private:
  absl::Status Find(absl::Time until);

  WatchedFolder folder_;
  const Read read_;
  bool has_ended_ = false;
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_FILES_FILE_SOURCE_H_
