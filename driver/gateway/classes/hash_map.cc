#include "driver/gateway/classes/hash_map.h"

#include <algorithm>
#include <memory>

#include "common/base/str_cat.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/equality.h"
#include "driver/gateway/classes/hash_set.h"
#include "driver/gateway/classes/tuple2.h"

namespace sluice::gateway {

const Class& HashMap::Describe() {
  static const Class type =
      Class("java.util.HashMap", 'a')
          .Constructor([] { return std::make_shared<HashMap>(); })
          .Has("size", [](HashMap& self) { return self.size(); })
          .Has("isEmpty", [](HashMap& self) { return self.size() == 0; })
          .Has("get", [](HashMap& self, Value key) { return self.Get(key); })
          .Has("put", [](HashMap& self, Value key, Value value) { return self.Put(std::move(key), std::move(value)); })
          .Has("remove", [](HashMap& self, Value key) { return self.Remove(key); })
          .Has("containsKey", [](HashMap& self, Value key) { return self.Contains(key); })
          .Has("keySet", [](HashMap& self) { return std::make_shared<HashSet>(self.keys()); })
          .Has("entrySet",
               [](HashMap& self) {
                 std::vector<Value> entries;
                 for (auto& [key, value] : self.entries()) entries.push_back(std::make_shared<Tuple2>(key, value));
                 return std::make_shared<HashSet>(std::move(entries));
               })
          .Also("java.util.Map");
  return type;
}

std::string HashMap::ToString() const {
  std::string text = "{";
  for (const auto& [key, value] : entries()) {
    text += StrCat(text.size() > 1 ? ", " : "", ToText(key), "=", ToText(value));
  }
  return text + "}";
}

HashMap::Entries HashMap::entries() const {
  MutexLock lock(&mu_);
  return entries_;
}

HashMap::Entries::iterator HashMap::Find(const Value& key) {
  return std::find_if(entries_.begin(), entries_.end(),
                      [&](const std::pair<Value, Value>& entry) { return IsEqual(entry.first, key); });
}

Value HashMap::Get(const Value& key) const {
  for (const auto& [known, value] : entries()) {
    if (IsEqual(known, key)) return value;
  }
  return Null{};
}

Value HashMap::Put(Value key, Value value) {
  MutexLock lock(&mu_);
  const auto found = Find(key);
  if (found != entries_.end()) return std::exchange(found->second, std::move(value));
  entries_.emplace_back(std::move(key), std::move(value));
  return Null{};
}

Value HashMap::Remove(const Value& key) {
  MutexLock lock(&mu_);
  const auto found = Find(key);
  if (found == entries_.end()) return Null{};
  Value removed = std::move(found->second);
  entries_.erase(found);
  return removed;
}

bool HashMap::Contains(const Value& key) const {
  const std::vector<Value> all = keys();
  return std::any_of(all.begin(), all.end(), [&](const Value& known) { return IsEqual(known, key); });
}

std::vector<Value> HashMap::keys() const {
  std::vector<Value> all;
  for (auto& [key, value] : entries()) all.push_back(key);
  return all;
}

int32_t HashMap::size() const {
  MutexLock lock(&mu_);
  return static_cast<int32_t>(entries_.size());
}

std::optional<std::map<std::string, std::string>> HashMap::AsTexts() const {
  std::map<std::string, std::string> texts;
  for (const auto& [key, value] : entries()) {
    const std::string* const name = std::get_if<std::string>(&key);
    const std::string* const text = std::get_if<std::string>(&value);
    if (name == nullptr || text == nullptr) return std::nullopt;
    texts[*name] = *text;
  }
  return texts;
}

}  // namespace sluice::gateway
