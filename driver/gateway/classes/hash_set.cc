#include "driver/gateway/classes/hash_set.h"

#include <algorithm>
#include <string>

#include "driver/gateway/class.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/classes/equality.h"
#include "driver/gateway/classes/iterator.h"

namespace sluice::gateway {

const Class& HashSet::Describe() {
  static const Class type =
      Class("java.util.HashSet", 'h')
          .Constructor([] { return std::make_shared<HashSet>(); })
          .Has("size", [](HashSet& self) { return self.size(); })
          .Has("isEmpty", [](HashSet& self) { return self.size() == 0; })
          .Has("add", [](HashSet& self, Value value) { return self.Add(std::move(value)); })
          .Has("remove", [](HashSet& self, Value value) { return self.Remove(value); })
          .Has("contains", [](HashSet& self, Value value) { return self.Contains(value); })
          .Has("iterator", [](HashSet& self) { return std::make_shared<Iterator>(self.values()); })
          .Also("java.util.Set");
  return type;
}

std::string HashSet::ToString() const { return ArrayList(values()).ToString(); }

std::vector<Value> HashSet::values() const {
  MutexLock lock(&mu_);
  return values_;
}

bool HashSet::Add(Value value) {
  if (Contains(value)) return false;
  MutexLock lock(&mu_);
  values_.push_back(std::move(value));
  return true;
}

bool HashSet::Remove(const Value& value) {
  MutexLock lock(&mu_);
  return std::erase_if(values_, [&](const Value& each) { return IsEqual(each, value); }) > 0;
}

bool HashSet::Contains(const Value& value) const {
  const std::vector<Value> all = values();
  return std::any_of(all.begin(), all.end(), [&](const Value& each) { return IsEqual(each, value); });
}

int32_t HashSet::size() const {
  MutexLock lock(&mu_);
  return static_cast<int32_t>(values_.size());
}

}  // namespace sluice::gateway
