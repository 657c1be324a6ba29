#include "driver/gateway/object_table.h"

#include <charconv>
#include <optional>
#include <utility>

#include "common/base/printable.h"
#include "common/base/str_cat.h"
#include "driver/gateway/class.h"

namespace sluice::gateway {
namespace {

// Ids are o0, o1 and so on.
std::optional<int64_t> NumberOf(std::string_view id) {
  if (id.size() < 2 || id[0] != 'o') return std::nullopt;
  int64_t number = 0;
  const auto [rest, error] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
  return error == std::errc() && rest == id.data() + id.size() ? std::optional(number) : std::nullopt;
}

}  // namespace

Value ObjectTable::Refer(const ObjectPtr& object) {
  MutexLock lock(&mu_);
  objects_.emplace(next_, object);
  return Reference{object->type().code(), StrCat("o", next_++)};
}

absl::StatusOr<ObjectPtr> ObjectTable::Find(std::string_view id) const {
  if (const std::optional<int64_t> number = NumberOf(id)) {
    MutexLock lock(&mu_);
    const auto found = objects_.find(*number);
    if (found != objects_.end()) return found->second;
  }
  return absl::NotFoundError(StrCat("Target Object ID does not exist for this gateway :", Printable(id)));
}

void ObjectTable::Release(std::string_view id) {
  const std::optional<int64_t> number = NumberOf(id);
  if (!number.has_value()) return;
  ObjectPtr released;  // Destroyed without the lock held.
  MutexLock lock(&mu_);
  if (auto found = objects_.find(*number); found != objects_.end()) {
    released = std::move(found->second);
    objects_.erase(found);
  }
}

void ObjectTable::Clear() {
  absl::flat_hash_map<int64_t, ObjectPtr> released;
  MutexLock lock(&mu_);
  released.swap(objects_);
}

size_t ObjectTable::size() const {
  MutexLock lock(&mu_);
  return objects_.size();
}

}  // namespace sluice::gateway
