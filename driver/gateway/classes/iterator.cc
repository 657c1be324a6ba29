#include "driver/gateway/classes/iterator.h"

#include "driver/gateway/class.h"
#include "driver/gateway/java_error.h"

namespace sluice::gateway {

const Class& Iterator::Describe() {
  static const Class type = Class("java.util.Iterator", 'g')
                                .Has("next", [](Iterator& self) { return self.Next(); })
                                .Has("hasNext", [](Iterator& self) { return self.HasNext(); });
  return type;
}

absl::StatusOr<Value> Iterator::Next() {
  MutexLock lock(&mu_);
  if (next_ == values_.size()) return JavaError("java.util.NoSuchElementException", "");
  return values_[next_++];
}

bool Iterator::HasNext() {
  MutexLock lock(&mu_);
  return next_ < values_.size();
}

}  // namespace sluice::gateway
