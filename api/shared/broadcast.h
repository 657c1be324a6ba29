#ifndef SLUICE_API_SHARED_BROADCAST_H_
#define SLUICE_API_SHARED_BROADCAST_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "api/core/application.h"
#include "api/core/error.h"
#include "api/core/function.h"
#include "common/base/str_cat.h"
#include "common/codec/owned.h"
#include "engine/lineage/job_runner.h"
#include "engine/task/attachments.h"
#include "engine/variables/broadcast_value.h"

namespace sluice {

// A value for functions on all machines, sent to each executor once, when its first task needs it:
//   auto table = broadcast(app, prices);
//   rdd.map([](Item item, const Broadcast<Prices>& prices) { return prices.value().at(item.id); }, table)
// Cheap to copy; freed with the last copy and the last RDD that uses it. Thread-safe.
template <class T>
class Broadcast {
 public:
  Broadcast() = default;
  explicit Broadcast(std::shared_ptr<BroadcastValue> value) : value_(std::move(value)) {}

  // Decoded once in each process. Throws if it was destroyed.
  const T& value() const {
    const T* value = value_ != nullptr ? value_->Get<T>() : nullptr;
    if (value == nullptr) ThrowDestroyed();
    return *value;
  }
  int64_t id() const { return value_ != nullptr ? value_->name().id : -1; }
  std::string toString() const { return StrCat("Broadcast(", id(), ")"); }

  // Executors forget it, and get it again when a task needs it.
  void unpersist(bool /*blocking*/ = false) const { value_->Release(); }
  // For ever: also in tasks that were not started yet.
  void destroy(bool /*blocking*/ = false) const {
    value_->Destroy();
    value_->Release();
  }

 private:
  friend struct Codec<Broadcast<T>>;
  [[noreturn]] void ThrowDestroyed() const {
    throw Error(absl::FailedPreconditionError(StrCat("Attempted to use ", toString(), " after it was destroyed")));
  }

  std::shared_ptr<BroadcastValue> value_;
};

// Its name: the value goes another way.
template <class T>
struct Codec<Broadcast<T>> {
  static void Encode(const Broadcast<T>& broadcast, Writer& out) {
    if (broadcast.value_ == nullptr || broadcast.value_->is_destroyed()) broadcast.ThrowDestroyed();
    Attachments::Add(broadcast.value_);
    EncodeTo(out, broadcast.value_->name());
  }
  static bool Decode(Reader& in, Broadcast<T>& broadcast) {
    BroadcastName name;
    if (!DecodeFrom(in, name)) return false;
    broadcast.value_ = ReferencedBroadcast(name);
    return broadcast.value_ != nullptr;
  }
};

template <class T>
Broadcast<Owned<ShippedArgument<T>>> broadcast(Application& app, const T& value) {
  using Value = Owned<ShippedArgument<T>>;
  CheckHasCodec<Value>();
  if constexpr (Sendable<Value>) {
    auto kept = std::make_shared<const Value>(ToOwned(ShippedArgument<T>(value)));
    std::string encoded = Encode(*kept);
    auto free = [&jobs = app.jobs()](VariableKey key) { jobs.FreeBroadcast(key); };
    return Broadcast<Value>(
        BroadcastValue::Offer(app.jobs().NextVariableKey(), std::move(kept), std::move(encoded), std::move(free)));
  } else {
    return Broadcast<Value>();
  }
}

}  // namespace sluice

#endif  // SLUICE_API_SHARED_BROADCAST_H_
