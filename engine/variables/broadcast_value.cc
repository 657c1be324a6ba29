#include "engine/variables/broadcast_value.h"

#include <utility>

#include "engine/variables/weak_table.h"

namespace sluice {
namespace {

WeakTable<BroadcastValue>& AllOffers() {
  static auto* const offers = new WeakTable<BroadcastValue>;
  return *offers;
}

}  // namespace

BroadcastValue::BroadcastValue(const BroadcastName& name) : name_(name) {}
BroadcastValue::~BroadcastValue() { Release(); }

std::shared_ptr<BroadcastValue> BroadcastValue::Offer(VariableKey key, std::shared_ptr<const void> value,
                                                      std::string encoded, std::function<void(VariableKey)> on_unused) {
  static std::atomic<int64_t> next_id{0};
  auto offered = std::make_shared<BroadcastValue>(BroadcastName{key.value(), next_id++, encoded.size()});
  offered->on_unused_ = std::move(on_unused);
  offered->value_ = value.get();
  offered->is_there_ = true;
  {
    MutexLock lock(&offered->mu_);
    offered->owner_ = std::move(value);
    offered->encoded_ = Buffer::FromString(std::move(encoded));
  }
  AllOffers().Add(key, offered);
  return offered;
}

std::shared_ptr<BroadcastValue> BroadcastValue::Find(VariableKey key) {
  std::shared_ptr<BroadcastValue> value = AllOffers().Find(key);
  return value == nullptr || value->is_destroyed() ? nullptr : value;
}

Buffer BroadcastValue::encoded() const {
  MutexLock lock(&mu_);
  return encoded_;
}

void BroadcastValue::Fill(Buffer encoded) {
  MutexLock lock(&mu_);
  encoded_ = std::move(encoded);
  is_there_ = true;
}

void BroadcastValue::Destroy() {
  MutexLock lock(&mu_);
  is_destroyed_ = true;
  value_ = nullptr;
  encoded_ = Buffer();
}

const void* BroadcastValue::DecodeOnce(Decoder* decode) {
  MutexLock lock(&mu_);
  if (is_destroyed_ || !is_there_) return nullptr;
  if (owner_ == nullptr) {
    owner_ = decode(encoded_.view());
    encoded_ = Buffer();
    value_.store(owner_.get(), std::memory_order_release);
  }
  return owner_.get();
}

void BroadcastValue::Release() const {
  if (on_unused_) on_unused_(key());
}

}  // namespace sluice
