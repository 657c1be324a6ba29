#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_ARRAY_LIST_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_ARRAY_LIST_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "driver/gateway/convert.h"
#include "driver/gateway/object.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

// What Python makes of a list, tuple or range, and we of a sequence. Thread-safe.
class ArrayList : public ObjectOf<ArrayList> {
 public:
  static constexpr std::string_view kName = "List";
  static const Class& Describe();
  ArrayList() = default;
  explicit ArrayList(std::vector<Value> values) : values_(std::move(values)) {}

  std::string ToString() const override;
  bool Equals(const Object& other) const override;

  std::vector<Value> values() const;
  int32_t size() const;
  absl::StatusOr<Value> Get(int32_t index) const;
  absl::StatusOr<Value> Set(int32_t index, Value value);
  void Add(Value value);
  absl::Status Insert(int32_t index, Value value);
  bool Remove(const Value& value);
  absl::StatusOr<Value> RemoveAt(int32_t index);
  int32_t IndexOf(const Value& value) const;
  void Clear();

  // All values as T; nullopt: one is none.
  template <class T>
  std::optional<std::vector<T>> As() const {
    std::vector<T> all;
    for (const Value& value : values()) {
      std::optional<T> one = Argument<T>::Take(value);
      if (!one.has_value()) return std::nullopt;
      all.push_back(*std::move(one));
    }
    return all;
  }

 private:
  absl::Status Check(int32_t index, size_t size) const;

  mutable Mutex mu_;
  std::vector<Value> values_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_ARRAY_LIST_H_
