#include "common/fs/objects/object_view.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"
#include "common/fs/objects/object_name.h"

namespace sluice {
namespace {

using Names = ObjectView::Names;

constexpr std::string_view kFormat = "sluice-inherited-1";
constexpr std::string_view kInherited = "/inherited";
constexpr int kListingsMax = 100;

std::string KeyOf(const std::string& prefix, int64_t holder) {
  return StrCat(ObjectView::LeaseFolder(prefix), holder, kInherited);
}

// 0: no such key.
int64_t HolderOf(const std::string& prefix, std::string_view key) {
  key.remove_prefix(ObjectView::LeaseFolder(prefix).size());
  int64_t holder = 0;
  if (!key.ends_with(kInherited)) return 0;
  key.remove_suffix(kInherited.size());
  return absl::SimpleAtoi(ToAbsl(key), &holder) ? holder : 0;
}

// So a text that was cut off is noticed.
std::string ToText(const Names& names) {
  return StrCat(kFormat, " ", names.size(), "\n", absl::StrJoin(names, "\n"), "\n");
}

absl::StatusOr<Names> ParseText(const std::string& text, const std::string& key) {
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  if (lines.empty() || lines[0] != StrCat(kFormat, " ", lines.size() - 1)) {
    return absl::DataLossError(StrCat("it does not say what was in the checkpoint directory: ", key));
  }
  return Names(lines.begin() + 1, lines.end());
}

// The greatest token before `until` that says what counts; 0: none.
absl::StatusOr<int64_t> NewestBefore(ObjectStore& store, const std::string& prefix, int64_t until) {
  SLUICE_ASSIGN_OR_RETURN(const auto objects, store.List(ObjectView::LeaseFolder(prefix), ListDepth::kAll));
  int64_t newest = 0;
  for (const ListedObject& object : objects) {
    const int64_t holder = HolderOf(prefix, object.key);
    if (holder < until) newest = std::max(newest, holder);
  }
  return newest;
}

}  // namespace

absl::StatusOr<ObjectView> ObjectView::Load(ObjectStore& store, const std::string& prefix,
                                            std::optional<int64_t> holder) {
  int64_t newest = 0;
  if (!holder.has_value()) {
    SLUICE_ASSIGN_OR_RETURN(newest, NewestBefore(store, prefix, std::numeric_limits<int64_t>::max()));
    if (newest == 0) return ObjectView(0, {});
  }
  const int64_t token = holder.value_or(newest);
  const absl::StatusOr<StoredObject> text = store.Get(KeyOf(prefix, token));
  if (absl::IsNotFound(text.status())) {
    return absl::AbortedError(StrCat("another program has taken over the checkpoint directory ", prefix,
                                     " from the holder of token ", token, ": ", text.status().message()));
  }
  SLUICE_RETURN_IF_ERROR(text.status());
  SLUICE_ASSIGN_OR_RETURN(Names inherited, ParseText(text->bytes, KeyOf(prefix, token)));
  return ObjectView(token, std::move(inherited));
}

bool ObjectView::Counts(std::string_view name) const {
  const int64_t holder = ObjectName::Parse(name).holder;
  return holder == 0 || holder == holder_ || inherited_.contains(name);
}

// A former holder may put something meanwhile. Listings that are the same tell what was there at one moment: what came
// before another thing is not left out beside it.
absl::StatusOr<Names> ObjectView::Counting(ObjectStore& store, const std::string& prefix, const ObjectView& view) {
  std::vector<ListedObject> before;
  for (int listings = 0; listings < kListingsMax; ++listings) {
    SLUICE_ASSIGN_OR_RETURN(std::vector<ListedObject> objects, store.List(prefix, ListDepth::kAll));
    if (listings > 0 && objects == before) {
      Names counting;
      for (const ListedObject& object : objects) {
        const std::string name = object.key.substr(prefix.size());
        if (ObjectName::Parse(name).holder > 0 && view.Counts(name)) counting.insert(name);
      }
      return counting;
    }
    before = std::move(objects);
  }
  return absl::UnavailableError(StrCat("the checkpoint directory ", prefix,
                                       " changes all the time, though its lease "
                                       "was taken: stop whoever writes there"));
}

absl::Status ObjectView::Begin(ObjectStore& store, const std::string& prefix, int64_t holder) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t former, NewestBefore(store, prefix, holder));
  ObjectView view(0, {});
  if (former > 0) {
    SLUICE_ASSIGN_OR_RETURN(view, Load(store, prefix, former));
  }
  SLUICE_ASSIGN_OR_RETURN(const Names counting, Counting(store, prefix, view));
  SLUICE_RETURN_IF_ERROR(store.Put(KeyOf(prefix, holder), ToText(counting), PutIf::New()).status());
  RemoveOthers(store, prefix, holder, counting);
  return absl::OkStatus();
}

// Whoever reads in the former holder's view may still do so. What cannot be removed now is by the next holder.
void ObjectView::RemoveOthers(ObjectStore& store, const std::string& prefix, int64_t holder, const Names& counting) {
  const absl::StatusOr<std::vector<ListedObject>> objects = store.List(prefix, ListDepth::kAll);
  const absl::StatusOr<int64_t> former = NewestBefore(store, prefix, holder);
  if (!objects.ok() || !former.ok()) return;
  for (const ListedObject& object : *objects) {
    const std::string name = object.key.substr(prefix.size());
    const int64_t by = ObjectName::Parse(name).holder;
    const bool never_counts = by > 0 && by < holder && !counting.contains(name);
    const bool is_old_list = object.key.starts_with(LeaseFolder(prefix)) && HolderOf(prefix, object.key) < *former &&
                             HolderOf(prefix, object.key) > 0;
    if (never_counts || is_old_list) store.Remove(object.key).IgnoreError();
  }
}

}  // namespace sluice
