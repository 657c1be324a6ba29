#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_HASH_SET_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_HASH_SET_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "common/base/mutex.h"
#include "driver/gateway/object.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

// What Python makes of a set. It keeps the order in which values came. Meant for few values. Thread-safe.
class HashSet : public ObjectOf<HashSet> {
 public:
  static constexpr std::string_view kName = "Set";
  static const Class& Describe();
  HashSet() = default;
  explicit HashSet(std::vector<Value> values) : values_(std::move(values)) {}

  std::string ToString() const override;

  std::vector<Value> values() const;
  // False: it was there.
  bool Add(Value value);
  // False: it was not there.
  bool Remove(const Value& value);
  bool Contains(const Value& value) const;
  int32_t size() const;

 private:
  mutable Mutex mu_;
  std::vector<Value> values_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_HASH_SET_H_
