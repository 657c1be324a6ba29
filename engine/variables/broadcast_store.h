#ifndef SLUICE_ENGINE_VARIABLES_BROADCAST_STORE_H_
#define SLUICE_ENGINE_VARIABLES_BROADCAST_STORE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "common/base/mutex.h"
#include "engine/variables/broadcast_value.h"

namespace sluice {

// The broadcast variables of one executor, each once, however many stages and tasks read it; one that no stage
// references any more is gone. Thread-safe.
class BroadcastStore {
 public:
  // While it lives, handles that are decoded in this thread reference values of the store.
  class Scope {
   public:
    explicit Scope(BroadcastStore& store);
    ~Scope();
    Scope(const Scope&) = delete;
    // Those that were decoded, each as often.
    std::vector<std::shared_ptr<BroadcastValue>> Take();

   private:
    friend std::shared_ptr<BroadcastValue> ReferencedBroadcast(const BroadcastName& name);
    static Scope*& Innermost();

    BroadcastStore& store_;
    Scope* const outer_;
    std::vector<std::shared_ptr<BroadcastValue>> referenced_;
  };

  // Stages that are made from now on reference a new value.
  void Forget(VariableKey key);
  void ForgetAll();

 private:
  friend std::shared_ptr<BroadcastValue> ReferencedBroadcast(const BroadcastName& name);
  std::shared_ptr<BroadcastValue> Get(const BroadcastName& name);

  Mutex mu_;
  std::map<int64_t, std::weak_ptr<BroadcastValue>> values_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_VARIABLES_BROADCAST_STORE_H_
