#include "engine/variables/broadcast_store.h"

#include <utility>

#include "common/actor/task_local.h"

namespace sluice {

BroadcastStore::Scope*& BroadcastStore::Scope::Innermost() { return TaskLocal<Scope*, Scope>::Value(); }
BroadcastStore::Scope::Scope(BroadcastStore& store) : store_(store), outer_(std::exchange(Innermost(), this)) {}
BroadcastStore::Scope::~Scope() { Innermost() = outer_; }

std::vector<std::shared_ptr<BroadcastValue>> BroadcastStore::Scope::Take() { return std::exchange(referenced_, {}); }

std::shared_ptr<BroadcastValue> ReferencedBroadcast(const BroadcastName& name) {
  BroadcastStore::Scope* const scope = BroadcastStore::Scope::Innermost();
  if (scope == nullptr) return BroadcastValue::Find(VariableKey(name.key));
  return scope->referenced_.emplace_back(scope->store_.Get(name));
}

void BroadcastStore::Forget(VariableKey key) {
  MutexLock lock(&mu_);
  values_.erase(key.value());
}

void BroadcastStore::ForgetAll() {
  MutexLock lock(&mu_);
  values_.clear();
}

std::shared_ptr<BroadcastValue> BroadcastStore::Get(const BroadcastName& name) {
  MutexLock lock(&mu_);
  std::weak_ptr<BroadcastValue>& known = values_[name.key];
  std::shared_ptr<BroadcastValue> value = known.lock();
  if (value == nullptr) known = value = std::make_shared<BroadcastValue>(name);
  return value;
}

}  // namespace sluice
