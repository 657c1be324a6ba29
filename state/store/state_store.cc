#include "state/store/state_store.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "state/cold/cold_store.h"
#include "state/store/state_folder.h"
#include "state/store/state_table.h"

namespace sluice {
namespace {

constexpr size_t kColdGroup = 1024;
static_assert(StateStore::kBatchKeys <= StateTable::kBatchKeys);

}  // namespace

StateStore::StateStore(StateFolder folder, ColdTier* cold)
    : folder_(std::make_unique<StateFolder>(std::move(folder))),
      cold_tier_(cold),
      table_(std::make_unique<StateTable>()),
      changes_(std::make_unique<StateFileWriter>()) {}
StateStore::~StateStore() = default;

void StateStore::Fetch(absl::Span<const KeyImage> keys, uint32_t* tags) {
  table_->Prefetch(keys, tags);
  if (cold_keys_ == 0) [[likely]]
    return;
  KeyImage missing[kBatchKeys];
  uint32_t missing_tags[kBatchKeys];
  int missing_count = 0;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (table_->Find(keys[i], tags[i]) != nullptr) continue;
    missing[missing_count] = keys[i];
    missing_tags[missing_count++] = tags[i];
  }
  if (missing_count > 0) FetchCold(missing, missing_tags, missing_count);
}

void StateStore::FetchToOverwrite(absl::Span<const KeyImage> keys, uint32_t* tags) {
  table_->Prefetch(keys, tags);
  if (cold_keys_ == 0) return;
  for (size_t i = 0; i < keys.size(); ++i) cold_keys_ += table_->AddOverCold(keys[i], tags[i]);
}

StateEntry* StateStore::Find(const KeyImage& key, uint32_t tag) { return table_->Find(key, tag); }
StateEntry& StateStore::FindOrAdd(const KeyImage& key, uint32_t tag) { return table_->FindOrAdd(key, tag); }
void StateStore::Set(StateEntry& entry, std::string_view value) { table_->Set(entry, value); }
void StateStore::Remove(StateEntry& entry) { table_->Remove(entry); }
uint32_t StateStore::end() const { return table_->end(); }
int64_t StateStore::memory_bytes() const { return table_->bytes(); }
int64_t StateStore::unpublished_bytes() const { return static_cast<int64_t>(changes_->bytes()); }

int StateStore::NextEntries(uint32_t& from, uint32_t to, StateEntry** entries) {
  int count = 0;
  for (; from < to && count < kBatchKeys; ++from) {
    if (StateEntry* entry = table_->Get(from)) entries[count++] = entry;
  }
  return count;
}

void StateStore::Begin(int64_t version, uint64_t nonce) { next_ = {.version = version, .nonce = nonce}; }

absl::Status StateStore::Load(int64_t version) {
  SLUICE_ASSIGN_OR_RETURN(StateFolderContents contents, folder_->List());
  std::set<int64_t> unusable;
  absl::Status damage;
  while (true) {
    Reset();
    absl::StatusOr<StateChain> chain = FindChain(contents, version, unusable);
    if (!chain.ok() && !damage.ok()) return Annotate(damage, "there are no older files to go on from");
    if (!chain.ok()) return Annotate(chain.status(), folder_->path());
    is_loading_ = true;
    absl::Status loaded = LoadChain(contents, *chain);
    is_loading_ = false;
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
        folder_->ReadSnapshot(chain.snapshot, contents.snapshots.at(chain.snapshot),
                              [&](absl::Span<const StateRecord> records) { return Apply(records, true); }));
  }
  for (int64_t to : chain.versions) {
    SLUICE_RETURN_IF_ERROR(folder_->ReadChanges(
        to, contents.changes.at(to), [&](absl::Span<const StateRecord> records) { return Apply(records, false); }));
  }
  CollectChanges();
  MakeRoom();
  return cold_ ? cold_->status() : absl::OkStatus();
}

absl::Status StateStore::Apply(absl::Span<const StateRecord> records, bool are_known_new) {
  MakeRoom();
  KeyImage keys[kBatchKeys];
  uint32_t tags[kBatchKeys];
  for (size_t i = 0; i < records.size(); ++i) keys[i] = KeyImage::Of(records[i].key);
  const absl::Span<const KeyImage> all(keys, records.size());
  if (are_known_new) {
    table_->Prefetch(all, tags);
  } else {
    FetchToOverwrite(all, tags);
  }
  for (size_t i = 0; i < records.size(); ++i) {
    table_->Apply(table_->FindOrAdd(keys[i], tags[i]), records[i].value);
  }
  return absl::OkStatus();
}

void StateStore::Reset() {
  table_->Clear();
  cold_.reset();
  cold_keys_ = 0;
  changes_->Clear();
  next_ = {};
  version_ = kNoStateVersion;
}

void StateStore::FetchCold(const KeyImage* keys, const uint32_t* tags, int count) {
  static_assert(kBatchKeys <= ColdStore::kKeysMax);
  std::string_view views[kBatchKeys];
  for (int i = 0; i < count; ++i) views[i] = keys[i].view();
  cold_->Get({views, static_cast<size_t>(count)},
             [&](size_t i, std::string_view value) { table_->Place(table_->FindOrAdd(keys[i], tags[i]), value); });
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
      if (table_->Find(key, tag) != nullptr) continue;  // Visited in memory.
      StateEntry& entry = table_->FindOrAdd(key, tag);
      table_->Place(entry, value);
      visit(entry);
      group.push_back(&entry);
    }
    for (StateEntry* entry : group) Evict(*entry);
    group.clear();
  }
  cold_->Write();
}

int64_t StateStore::memory_bytes_max() const {
  const int64_t cold = cold_tier_ == nullptr ? 0 : cold_tier_->memory_bytes();  // Others may be using it.
  const int stores = share_.stores == nullptr ? 1 : std::max(share_.stores->load(), 1);
  return std::max(share_.bytes - cold, share_.bytes_min) / stores;
}

void StateStore::MakeRoom() {
  if (cold_tier_ == nullptr || table_->bytes() <= memory_bytes_max()) return;
  if (!cold_) cold_ = std::make_unique<ColdStore>(*cold_tier_);
  const int64_t most = memory_bytes_max() / 8 * 7;  // Many at once make one file there.
  StateEntry* unused[kBatchKeys];
  while (table_->bytes() > most) {
    const int count = table_->NextUnused(unused);
    if (count == 0) break;
    for (int i = 0; i < count; ++i) Evict(*unused[i]);
  }
  cold_->Write();
  table_->Compact();
}

void StateStore::Log(StateEntry& entry) {
  if (!table_->changed(entry)) return;
  table_->ClearChanged(entry);
  if (is_loading_) return;
  if (entry.exists()) {
    changes_->Put(entry.key(), entry.value());
  } else {
    changes_->Remove(entry.key());
  }
  if (changes_->bytes() >= kStatePartBytes && next_.version != kNoStateVersion && next_.status.ok()) {
    next_.status = PublishPart();
  }
}

absl::Status StateStore::PublishPart() {
  next_.bytes += static_cast<int64_t>(changes_->bytes());
  return folder_->PublishChangesPart({version_, next_.version, next_.nonce, next_.parts++}, false, *changes_);
}

void StateStore::Evict(StateEntry& entry) {
  Log(entry);
  const bool was_cold = table_->is_cold(entry);
  if (!entry.exists()) {
    if (was_cold) cold_->Delete(entry.key());
    cold_keys_ -= was_cold;
  } else if (!was_cold || table_->is_cold_old(entry)) {
    cold_->Put(entry.key(), entry.value());
    cold_keys_ += !was_cold;
  }
  table_->Erase(entry);
}

void StateStore::CollectChanges() {
  constexpr size_t kAhead = 16;
  std::vector<uint32_t> changed = table_->TakeChanged();
  for (size_t i = 0; i < changed.size(); ++i) {
    if (i + kAhead < changed.size()) table_->PrefetchEntry(changed[i + kAhead]);
    StateEntry* entry = table_->Get(changed[i]);
    if (entry == nullptr) continue;
    Log(*entry);
    if (entry->exists()) continue;
    if (table_->is_cold(*entry)) {
      cold_->Delete(entry->key());
      --cold_keys_;
    }
    table_->Erase(*entry);
  }
  if (cold_) cold_->Write();
}

absl::StatusOr<int64_t> StateStore::Commit(int64_t version) {
  CollectChanges();
  if (cold_) SLUICE_RETURN_IF_ERROR(cold_->status());
  SLUICE_RETURN_IF_ERROR(next_.status);
  Next next = std::exchange(next_, {});
  next.bytes += static_cast<int64_t>(changes_->bytes());
  if (next.parts == 0) {
    SLUICE_RETURN_IF_ERROR(folder_->PublishChanges(version_, version, *changes_));
  } else {
    SLUICE_RETURN_IF_ERROR(folder_->PublishChangesPart({version_, version, next.nonce, next.parts}, true, *changes_));
  }
  version_ = version;
  MakeRoom();
  return next.bytes;
}

}  // namespace sluice
