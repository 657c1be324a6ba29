#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_HASH_MAP_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_HASH_MAP_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/mutex.h"
#include "driver/gateway/object.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

// What Python makes of a dict. It keeps the order in which keys came. Meant for few keys. Thread-safe.
class HashMap : public ObjectOf<HashMap> {
 public:
  static constexpr std::string_view kName = "Map";
  using Entries = std::vector<std::pair<Value, Value>>;
  static const Class& Describe();
  HashMap() = default;
  explicit HashMap(Entries entries) : entries_(std::move(entries)) {}

  std::string ToString() const override;

  Entries entries() const;
  // Null: it is not there, or was not.
  Value Get(const Value& key) const;
  Value Put(Value key, Value value);
  Value Remove(const Value& key);
  bool Contains(const Value& key) const;
  std::vector<Value> keys() const;
  int32_t size() const;
  // Nullopt: a key or a value is no text.
  std::optional<std::map<std::string, std::string>> AsTexts() const;

 private:
  Entries::iterator Find(const Value& key) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  mutable Mutex mu_;
  Entries entries_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_HASH_MAP_H_
