#ifndef SLUICE_DRIVER_GATEWAY_OBJECT_TABLE_H_
#define SLUICE_DRIVER_GATEWAY_OBJECT_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

// The objects that Python has references to. Each lives until Python gives its reference back. Thread-safe.
class ObjectTable {
 public:
  // What is to be sent for the object: a reference under a new id.
  Value Refer(const ObjectPtr& object);
  // NOT_FOUND names the id.
  absl::StatusOr<ObjectPtr> Find(std::string_view id) const;
  // Does nothing for an id that is not there.
  void Release(std::string_view id);
  // Lets go of all.
  void Clear();
  size_t size() const;

 private:
  mutable Mutex mu_;
  int64_t next_ ABSL_GUARDED_BY(mu_) = 0;
  absl::flat_hash_map<int64_t, ObjectPtr> objects_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_OBJECT_TABLE_H_
