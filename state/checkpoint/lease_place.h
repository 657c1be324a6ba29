#ifndef SLUICE_STATE_CHECKPOINT_LEASE_PLACE_H_
#define SLUICE_STATE_CHECKPOINT_LEASE_PLACE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/fs/files.h"
#include "state/checkpoint/lease_record.h"

namespace sluice {

// What is found where a lease is kept.
struct SeenLease {
  int64_t token = 0;  // 0: nobody has ever had it.
  std::string bytes;  // What its holder has written; empty: nothing yet.

  bool operator==(const SeenLease&) const = default;
};

// Who holds it; nothing: nobody can say, for it cannot be read, or is what a former holder has written.
std::optional<LeaseRecord> HolderOf(const SeenLease& seen);
// "host=a pid=7 …", or "owner unknown".
std::string HolderText(const SeenLease& seen);

// Where a lease is kept, and the two steps of which only one can succeed when several try them at once: on a disk by
// renaming a folder (LeaseFolder), in an object store by a put that names the version it replaces (LeaseObject).
// Thread-safe.
class LeasePlace {
 public:
  virtual ~LeasePlace() = default;
  virtual absl::StatusOr<SeenLease> Look() = 0;
  // Makes `record.token` the newest one, if that is still `record.token - 1`. ABORTED: it is not. From then on whoever
  // had the former one publishes nothing any more.
  virtual absl::Status Take(const LeaseRecord& record) = 0;
  // Writes it anew, if `record.token` is the newest one. ABORTED: it is not.
  virtual absl::Status Renew(const LeaseRecord& record) = 0;

  // What is found there, for people.
  virtual std::string PathOf(int64_t token) const = 0;
  // Where the holder of that token publishes through; empty: what he writes is told by his token from what others do.
  virtual std::string DoorOf(int64_t token) const = 0;
  // By what path he and all who write for him name the directory.
  virtual std::string DirectoryOf(int64_t token) const = 0;
};

// Of that directory, wherever it is. `passing_name`: as of LeaseFolder. `files` outlives it. Errors as of S3Place::Of.
absl::StatusOr<std::unique_ptr<LeasePlace>> OpenLeasePlace(Files& files, const std::string& directory,
                                                           const std::string& passing_name);

}  // namespace sluice

#endif  // SLUICE_STATE_CHECKPOINT_LEASE_PLACE_H_
