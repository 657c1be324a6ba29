#ifndef SLUICE_STATE_CHECKPOINT_LEASE_OBJECT_H_
#define SLUICE_STATE_CHECKPOINT_LEASE_OBJECT_H_

#include <cstdint>
#include <string>
#include <utility>

#include "common/base/mutex.h"
#include "common/fs/objects/object_path.h"
#include "common/fs/objects/object_store.h"
#include "state/checkpoint/lease_place.h"

namespace sluice {

// The lease of a directory in an object store: the object `lease/holder`, which is only put in place of the version
// that was read before. Whoever takes it then says what counts for him (ObjectView). See docs/design/019-lease.md.
class LeaseObject : public LeasePlace {
 public:
  // `store` outlives it. `directory`: an ObjectPath.
  LeaseObject(ObjectStore& store, std::string directory)
      : store_(store), directory_(std::move(directory)), prefix_(ParseObjectPath(directory_).Prefix()) {}

  absl::StatusOr<SeenLease> Look() override;
  // FAILED_PRECONDITION: the store does not know conditional puts.
  absl::Status Take(const LeaseRecord& record) override;
  absl::Status Renew(const LeaseRecord& record) override;

  std::string PathOf(int64_t token) const override;
  std::string DoorOf(int64_t token) const override { return ""; }
  std::string DirectoryOf(int64_t token) const override { return InViewOf(token, directory_); }

 private:
  struct Seen {
    SeenLease lease;
    std::string version;  // Empty: there is none.
  };
  std::string Key() const;
  absl::StatusOr<Seen> Read();
  absl::Status Put(const LeaseRecord& record, const PutIf& condition);
  absl::Status CheckRefusesPuts();

  ObjectStore& store_;
  const std::string directory_;
  const std::string prefix_;
  Mutex mu_;
  std::string version_ ABSL_GUARDED_BY(mu_);  // What the holder has put last, if that is known.
};

}  // namespace sluice

#endif  // SLUICE_STATE_CHECKPOINT_LEASE_OBJECT_H_
