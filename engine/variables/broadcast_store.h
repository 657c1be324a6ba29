#ifndef SLUICE_ENGINE_VARIABLES_BROADCAST_STORE_H_
#define SLUICE_ENGINE_VARIABLES_BROADCAST_STORE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "common/actor/task_local.h"
#include "engine/variables/broadcast_value.h"

namespace sluice {

// The broadcast variables of one executor, each once, however many stages and tasks read it; one that no stage
// references any more is gone. Belongs to the executor's mailbox.
class BroadcastStore {
 public:
  // While it lives, handles that are decoded in this thread reference values of the store.
  class Scope {
   public:
    explicit Scope(BroadcastStore& store) : store_(store), outer_(std::exchange(Innermost(), this)) {}
    ~Scope() { Innermost() = outer_; }
    Scope(const Scope&) = delete;
    // Those that were decoded, each as often.
    std::vector<std::shared_ptr<BroadcastValue>> Take() { return std::exchange(referenced_, {}); }

   private:
    friend class BroadcastStore;
    static Scope*& Innermost() { return TaskLocal<Scope*, Scope>::Value(); }

    BroadcastStore& store_;
    Scope* const outer_;
    std::vector<std::shared_ptr<BroadcastValue>> referenced_;
  };

  // Called by the codec of handles. Outside of a scope: what this process offers itself, or null.
  static std::shared_ptr<BroadcastValue> Reference(const BroadcastName& name) {
    Scope* const scope = Scope::Innermost();
    if (scope == nullptr) return BroadcastValue::Find(VariableKey(name.key));
    return scope->referenced_.emplace_back(scope->store_.Get(name));
  }

  // Stages that are made from now on reference a new value.
  void Forget(VariableKey key) { values_.erase(key.value()); }
  void ForgetAll() { values_.clear(); }

 private:
  std::shared_ptr<BroadcastValue> Get(const BroadcastName& name) {
    std::weak_ptr<BroadcastValue>& known = values_[name.key];
    std::shared_ptr<BroadcastValue> value = known.lock();
    if (value == nullptr) known = value = std::make_shared<BroadcastValue>(name);
    return value;
  }

  std::map<int64_t, std::weak_ptr<BroadcastValue>> values_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_VARIABLES_BROADCAST_STORE_H_
