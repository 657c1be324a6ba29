#ifndef SLUICE_STATE_CHECKPOINT_LEASE_FOLDER_H_
#define SLUICE_STATE_CHECKPOINT_LEASE_FOLDER_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/fs/files.h"
#include "state/checkpoint/lease_place.h"

namespace sluice {

// The lease of a directory on a disk: the folder `lease-TOKEN` in it, with the file `holder`, and the folder `writing`
// through which all is published (FencedFiles). Taking it renames the folder: of several who do one succeeds, and what
// the former holder was about to publish or to renew finds neither door nor folder. See docs/design/019-lease.md.
class LeaseFolder : public LeasePlace {
 public:
  // `files` outlives it. `directory` is there. `passing_name`: of something on its way, which nobody else has.
  LeaseFolder(Files& files, std::string directory, std::string passing_name)
      : files_(files), directory_(std::move(directory)), passing_(directory_ + "/lease-new-" + passing_name) {}

  absl::StatusOr<SeenLease> Look() override;
  absl::Status Take(const LeaseRecord& record) override;
  absl::Status Renew(const LeaseRecord& record) override;

  std::string PathOf(int64_t token) const override;
  std::string DoorOf(int64_t token) const override { return PathOf(token) + "/writing"; }
  std::string DirectoryOf(int64_t token) const override { return directory_; }
  // The token of the folder with this name; 0: it is of no lease.
  static int64_t TokenOf(std::string_view name);

 private:
  absl::StatusOr<int64_t> Newest() const;
  absl::Status TakeFirst(const LeaseRecord& record);
  absl::Status TakeOver(const LeaseRecord& record);
  absl::Status Write(const std::string& path, const LeaseRecord& record);
  void RemoveOthers(int64_t token);

  Files& files_;
  const std::string directory_;
  const std::string passing_;
};

}  // namespace sluice

#endif  // SLUICE_STATE_CHECKPOINT_LEASE_FOLDER_H_
