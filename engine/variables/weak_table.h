#ifndef SLUICE_ENGINE_VARIABLES_WEAK_TABLE_H_
#define SLUICE_ENGINE_VARIABLES_WEAK_TABLE_H_

#include <map>
#include <memory>

#include "common/base/ids.h"
#include "common/base/mutex.h"

namespace sluice {

// What this process knows by key, as long as others keep it. Thread-safe.
template <class T>
class WeakTable {
 public:
  void Add(VariableKey key, const std::shared_ptr<T>& value) {
    MutexLock lock(&mu_);
    std::erase_if(values_, [](const auto& entry) { return entry.second.expired(); });
    values_[key] = value;
  }
  std::shared_ptr<T> Find(VariableKey key) {
    MutexLock lock(&mu_);
    auto found = values_.find(key);
    return found == values_.end() ? nullptr : found->second.lock();
  }

 private:
  Mutex mu_;
  std::map<VariableKey, std::weak_ptr<T>> values_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_VARIABLES_WEAK_TABLE_H_
