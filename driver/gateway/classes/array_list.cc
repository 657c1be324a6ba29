#include "driver/gateway/classes/array_list.h"

#include <algorithm>
#include <string>

#include "common/base/status.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/equality.h"
#include "driver/gateway/classes/iterator.h"
#include "driver/gateway/java_error.h"

namespace sluice::gateway {

const Class& ArrayList::Describe() {
  static const Class type =
      Class("java.util.ArrayList", 'l')
          .Constructor([] { return std::make_shared<ArrayList>(); })
          .Has("size", [](ArrayList& self) { return self.size(); })
          .Has("isEmpty", [](ArrayList& self) { return self.size() == 0; })
          .Has("get", [](ArrayList& self, int32_t index) { return self.Get(index); })
          .Has("set", [](ArrayList& self, int32_t index, Value value) { return self.Set(index, std::move(value)); })
          .Has("add",
               [](ArrayList& self, Value value) {
                 self.Add(std::move(value));
                 return true;
               })
          .Has("add", [](ArrayList& self, int32_t index, Value value) { return self.Insert(index, std::move(value)); })
          .Has("addAll",
               [](ArrayList& self, std::shared_ptr<ArrayList> others) {
                 for (Value& value : others->values()) self.Add(std::move(value));
                 return others->size() > 0;
               })
          .Has("remove", [](ArrayList& self, int32_t index) { return self.RemoveAt(index); })
          .Has("remove", [](ArrayList& self, Value value) { return self.Remove(value); })
          .Has("contains", [](ArrayList& self, Value value) { return self.IndexOf(value) >= 0; })
          .Has("indexOf", [](ArrayList& self, Value value) { return self.IndexOf(value); })
          .Has("clear", [](ArrayList& self) { self.Clear(); })
          .Has("iterator", [](ArrayList& self) { return std::make_shared<Iterator>(self.values()); })
          .Also("java.util.List");
  return type;
}

std::string ArrayList::ToString() const {
  std::string text = "[";
  for (const Value& value : values()) text += (text.size() > 1 ? ", " : "") + ToText(value);
  return text + "]";
}

bool ArrayList::Equals(const Object& other) const {
  const auto* const list = dynamic_cast<const ArrayList*>(&other);
  if (list == nullptr) return false;
  const std::vector<Value> mine = values(), others = list->values();
  return std::equal(mine.begin(), mine.end(), others.begin(), others.end(), IsEqual);
}

std::vector<Value> ArrayList::values() const {
  MutexLock lock(&mu_);
  return values_;
}

int32_t ArrayList::size() const {
  MutexLock lock(&mu_);
  return static_cast<int32_t>(values_.size());
}

absl::Status ArrayList::Check(int32_t index, size_t size) const {
  if (index >= 0 && static_cast<size_t>(index) < size) return absl::OkStatus();
  return JavaError("java.lang.IndexOutOfBoundsException", StrCat("Index ", index, " out of bounds for length ", size));
}

absl::StatusOr<Value> ArrayList::Get(int32_t index) const {
  MutexLock lock(&mu_);
  SLUICE_RETURN_IF_ERROR(Check(index, values_.size()));
  return values_[index];
}

absl::StatusOr<Value> ArrayList::Set(int32_t index, Value value) {
  MutexLock lock(&mu_);
  SLUICE_RETURN_IF_ERROR(Check(index, values_.size()));
  return std::exchange(values_[index], std::move(value));
}

void ArrayList::Add(Value value) {
  MutexLock lock(&mu_);
  values_.push_back(std::move(value));
}

absl::Status ArrayList::Insert(int32_t index, Value value) {
  MutexLock lock(&mu_);
  SLUICE_RETURN_IF_ERROR(Check(index, values_.size() + 1));
  values_.insert(values_.begin() + index, std::move(value));
  return absl::OkStatus();
}

bool ArrayList::Remove(const Value& value) {
  const int32_t index = IndexOf(value);
  return index >= 0 && RemoveAt(index).ok();
}

absl::StatusOr<Value> ArrayList::RemoveAt(int32_t index) {
  MutexLock lock(&mu_);
  SLUICE_RETURN_IF_ERROR(Check(index, values_.size()));
  Value removed = std::move(values_[index]);
  values_.erase(values_.begin() + index);
  return removed;
}

int32_t ArrayList::IndexOf(const Value& value) const {
  const std::vector<Value> all = values();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Value& each) { return IsEqual(each, value); });
  return found == all.end() ? -1 : static_cast<int32_t>(found - all.begin());
}

void ArrayList::Clear() {
  MutexLock lock(&mu_);
  values_.clear();
}

}  // namespace sluice::gateway
