#ifndef SLUICE_ENGINE_VARIABLES_BROADCAST_VALUE_H_
#define SLUICE_ENGINE_VARIABLES_BROADCAST_VALUE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/buffer.h"
#include "common/base/ids.h"
#include "common/base/mutex.h"
#include "common/codec/codec.h"

namespace sluice {

// What names a broadcast variable on the wire. Codable.
struct BroadcastName {
  int64_t key = 0;  // A VariableKey.
  int64_t id = 0;   // As users know it.
  uint64_t encoded_bytes = 0;
};

// The value of a broadcast variable in one process: on the driver as it was given, on an executor encoded until the
// first task wants it. Thread-safe.
class BroadcastValue {
 public:
  // On an executor: Fill comes later.
  explicit BroadcastValue(const BroadcastName& name);
  // On the driver: from now on Find knows it. `on_unused` is called when nobody references it any more.
  static std::shared_ptr<BroadcastValue> Offer(VariableKey key, std::shared_ptr<const void> value, std::string encoded,
                                               std::function<void(VariableKey)> on_unused);
  ~BroadcastValue();

  // What this process offers; null: there is none, or it was destroyed.
  static std::shared_ptr<BroadcastValue> Find(VariableKey key);

  const BroadcastName& name() const { return name_; }
  VariableKey key() const { return VariableKey(name_.key); }
  // Empty when destroyed, and on executors once decoded.
  Buffer encoded() const;
  bool is_there() const { return is_there_; }
  void Fill(Buffer encoded);
  // On the driver: lets executors forget it.
  void Release() const;
  // On the driver. Get gives nothing any more.
  void Destroy();
  bool is_destroyed() const { return is_destroyed_; }

  // Null: destroyed, or not there, or of another type.
  template <class T>
  const T* Get() {
    const void* value = value_.load(std::memory_order_acquire);
    return static_cast<const T*>(value != nullptr ? value : DecodeOnce(&DecodeAs<T>));
  }

 private:
  using Decoder = std::shared_ptr<const void>(std::string_view);
  template <class T>
  static std::shared_ptr<const void> DecodeAs(std::string_view bytes) {
    auto value = std::make_shared<T>();
    return Decode(bytes, *value) ? value : nullptr;
  }
  const void* DecodeOnce(Decoder* decode);

  BroadcastName name_;
  std::function<void(VariableKey)> on_unused_;
  std::atomic<const void*> value_{nullptr};
  std::atomic<bool> is_there_{false};
  std::atomic<bool> is_destroyed_{false};
  mutable Mutex mu_;  // Held while the value is decoded.
  Buffer encoded_ ABSL_GUARDED_BY(mu_);
  std::shared_ptr<const void> owner_ ABSL_GUARDED_BY(mu_);
};

// The value that a handle, which is decoded in this thread, is to have: that of the BroadcastStore of the innermost
// scope; outside of them what this process offers itself, or null.
std::shared_ptr<BroadcastValue> ReferencedBroadcast(const BroadcastName& name);

}  // namespace sluice

#endif  // SLUICE_ENGINE_VARIABLES_BROADCAST_VALUE_H_
