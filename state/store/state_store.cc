#include "state/store/state_store.h"

#include <set>
#include <utility>
#include <vector>

#include "common/base/status.h"

namespace sluice {
namespace {

constexpr size_t kColdGroup = 1024;

}  // namespace

StateStore::StateStore(StateFolder folder, ColdTier* cold, int64_t memory_bytes_max)
    : folder_(std::move(folder)), cold_tier_(cold), memory_bytes_max_(memory_bytes_max) {}

absl::Status StateStore::Load(int64_t version) {
  SLUICE_ASSIGN_OR_RETURN(StateFolderContents contents, folder_.List());
  std::set<int64_t> unusable;
  absl::Status damage;
  while (true) {
    Reset();
    absl::StatusOr<StateChain> chain = FindChain(contents, version, unusable);
    if (!chain.ok() && !damage.ok()) return Annotate(damage, "there are no older files to go on from");
    if (!chain.ok()) return Annotate(chain.status(), folder_.path());
    absl::Status loaded = LoadChain(contents, *chain);
    if (loaded.ok()) break;
    const bool has_other_way = absl::IsDataLoss(loaded) && chain->snapshot != kNoStateVersion;
    if (!has_other_way || !unusable.insert(chain->snapshot).second) return damage.ok() ? loaded : damage;
    damage.Update(loaded);
  }
  version_ = version;
  return absl::OkStatus();
}

absl::Status StateStore::LoadChain(const StateFolderContents& contents, const StateChain& chain) {
  if (chain.snapshot != kNoStateVersion) {
    SLUICE_RETURN_IF_ERROR(
        folder_.ReadSnapshot(chain.snapshot, contents.snapshots.at(chain.snapshot),
                             [&](absl::Span<const StateRecord> records) { return Apply(records, true); }));
  }
  int64_t from = chain.snapshot;
  for (int64_t to : chain.versions) {
    SLUICE_RETURN_IF_ERROR(
        folder_.ReadChanges(from, to, [&](absl::Span<const StateRecord> records) { return Apply(records, false); }));
    from = to;
  }
  CollectChanges();
  changes_.Clear();
  MakeRoom();
  return cold_ ? cold_->status() : absl::OkStatus();
}

absl::Status StateStore::Apply(absl::Span<const StateRecord> records, bool are_known_new) {
  MakeRoom();
  changes_.Clear();  // They come from files.
  KeyImage keys[kBatchKeys];
  uint32_t tags[kBatchKeys];
  for (size_t i = 0; i < records.size(); ++i) keys[i] = KeyImage::Of(records[i].key);
  auto key_of = [&](int i) { return keys[i]; };
  if (are_known_new) {
    table_.Prefetch(static_cast<int>(records.size()), key_of, tags);
  } else {
    Fetch(static_cast<int>(records.size()), key_of, tags);
  }
  for (size_t i = 0; i < records.size(); ++i) {
    table_.Apply(table_.FindOrAdd(keys[i], tags[i]), records[i].value);
  }
  return absl::OkStatus();
}

void StateStore::Reset() {
  table_.Clear();
  cold_.reset();
  cold_keys_ = 0;
  changes_.Clear();
  version_ = kNoStateVersion;
}

void StateStore::FetchCold(const KeyImage* keys, const uint32_t* tags, int count) {
  static_assert(kBatchKeys <= ColdStore::kKeysMax);
  std::string_view views[kBatchKeys];
  for (int i = 0; i < count; ++i) views[i] = keys[i].view();
  cold_->Get({views, static_cast<size_t>(count)},
             [&](size_t i, std::string_view value) { table_.Place(table_.FindOrAdd(keys[i], tags[i]), value); });
}

void StateStore::ForEachCold(const std::function<void(StateEntry&)>& visit) {
  ColdStore::Iterator at(*cold_);
  std::vector<StateEntry*> group;
  while (true) {
    auto found = at.Next(kColdGroup);
    if (found.empty()) break;
    for (const auto& [bytes, value] : found) {
      KeyImage key = KeyImage::Of(bytes);
      uint32_t tag = StateTable::TagOf(key);
      if (table_.Find(key, tag) != nullptr) continue;  // Visited in memory.
      StateEntry& entry = table_.FindOrAdd(key, tag);
      table_.Place(entry, value);
      visit(entry);
      group.push_back(&entry);
    }
    for (StateEntry* entry : group) Evict(*entry);
    group.clear();
  }
  cold_->Write();
}

void StateStore::MakeRoom() {
  if (cold_tier_ == nullptr || table_.bytes() <= memory_bytes_max_) return;
  if (!cold_) cold_ = std::make_unique<ColdStore>(*cold_tier_);
  while (table_.bytes() > memory_bytes_max_ / 16 * 15) {
    StateEntry* entry = table_.NextUnused();
    if (entry == nullptr) break;
    Evict(*entry);
  }
  cold_->Write();
}

void StateStore::Log(StateEntry& entry) {
  if (!table_.changed(entry)) return;
  if (entry.exists()) {
    changes_.Put(entry.key(), entry.value());
  } else {
    changes_.Remove(entry.key());
  }
  table_.ClearChanged(entry);
}

void StateStore::Evict(StateEntry& entry) {
  Log(entry);
  const bool was_cold = table_.is_cold(entry);
  if (!entry.exists()) {
    if (was_cold) cold_->Delete(entry.key());
    cold_keys_ -= was_cold;
  } else if (!was_cold || table_.is_cold_old(entry)) {
    cold_->Put(entry.key(), entry.value());
    cold_keys_ += !was_cold;
  }
  table_.Erase(entry);
}

void StateStore::CollectChanges() {
  constexpr size_t kAhead = 16;
  std::vector<uint32_t> changed = table_.TakeChanged();
  for (size_t i = 0; i < changed.size(); ++i) {
    if (i + kAhead < changed.size()) table_.PrefetchEntry(changed[i + kAhead]);
    StateEntry* entry = table_.Get(changed[i]);
    if (entry == nullptr) continue;
    Log(*entry);
    if (entry->exists()) continue;
    if (table_.is_cold(*entry)) {
      cold_->Delete(entry->key());
      --cold_keys_;
    }
    table_.Erase(*entry);
  }
  if (cold_) cold_->Write();
}

absl::StatusOr<int64_t> StateStore::Commit(int64_t version) {
  CollectChanges();
  if (cold_) SLUICE_RETURN_IF_ERROR(cold_->status());
  int64_t bytes = changes_.bytes();
  SLUICE_RETURN_IF_ERROR(folder_.PublishChanges(version_, version, changes_));
  version_ = version;
  MakeRoom();
  return bytes;
}

}  // namespace sluice
