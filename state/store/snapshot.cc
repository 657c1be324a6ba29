#include "state/store/snapshot.h"

#include "common/base/status.h"
#include "state/store/state_table.h"

namespace sluice {
namespace {

// Cuts records into parts.
class PartWriter {
 public:
  PartWriter(const StateFolder& folder, int64_t version, uint64_t nonce)
      : folder_(folder), version_(version), nonce_(nonce) {}

  absl::Status Put(std::string_view key, std::string_view value) {
    if (records_.bytes() >= kStatePartBytes) SLUICE_RETURN_IF_ERROR(Publish(false));
    records_.Put(key, value);
    return absl::OkStatus();
  }
  absl::Status Publish(bool is_last) {
    bytes_ += records_.bytes();
    return folder_.PublishPart(version_, nonce_, part_++, is_last, records_);
  }
  int64_t bytes() const { return bytes_; }

 private:
  const StateFolder& folder_;
  const int64_t version_;
  const uint64_t nonce_;
  StateFileWriter records_;
  int part_ = 0;
  int64_t bytes_ = 0;
};

// The keys of some records, their entries on the way to the processor.
struct Keys {
  Keys(absl::Span<const StateRecord> records, const StateTable& table) {
    for (size_t i = 0; i < records.size(); ++i) images[i] = KeyImage::Of(records[i].key);
    table.Prefetch(static_cast<int>(records.size()), [&](int i) { return images[i]; }, tags);
  }
  KeyImage images[StateFolder::kRecordBatch];
  uint32_t tags[StateFolder::kRecordBatch];
};

// Those keys whose tags begin with a number in [from, to).
struct KeyRange {
  static constexpr uint32_t kEnd = 1 << 16;
  uint32_t from = 0, to = kEnd;
  bool Has(uint32_t tag) const { return tag >> 16 >= from && tag >> 16 < to; }
};

// Leaves less in the range until what is changed there fits.
void Shrink(KeyRange& range, StateTable& changed, int64_t memory_bytes_max) {
  while (changed.bytes() > memory_bytes_max && range.to - range.from > 1) {
    range.to = range.from + (range.to - range.from) / 2;
    for (uint32_t i = 0; i < changed.end(); ++i) {
      StateEntry* entry = changed.Get(i);
      if (entry != nullptr && !range.Has(StateTable::TagOf(KeyImage::Of(entry->key())))) changed.Erase(*entry);
    }
  }
}

absl::Status ReadChanges(const StateFolder& folder, const StateFolderContents& contents, const StateChain& chain,
                         int64_t memory_bytes_max, KeyRange& range, StateTable& changed) {
  for (int64_t to : chain.versions) {
    auto take = [&](absl::Span<const StateRecord> records) {
      Keys keys(records, changed);
      for (size_t i = 0; i < records.size(); ++i) {
        if (!range.Has(keys.tags[i])) continue;
        changed.Apply(changed.FindOrAdd(keys.images[i], keys.tags[i]), records[i].value);
      }
      Shrink(range, changed, memory_bytes_max);
      return absl::OkStatus();
    };
    SLUICE_RETURN_IF_ERROR(folder.ReadChanges(to, contents.changes.at(to), take));
  }
  return absl::OkStatus();
}

// What the snapshot has in the range: what is changed, and what is not and was in the one before.
absl::Status WriteRange(const StateFolder& folder, const StateFolderContents& contents, const StateChain& chain,
                        KeyRange range, StateTable& changed, PartWriter& out) {
  auto copy_unchanged = [&](absl::Span<const StateRecord> records) {
    Keys keys(records, changed);
    for (size_t i = 0; i < records.size(); ++i) {
      if (!range.Has(keys.tags[i]) || changed.Find(keys.images[i], keys.tags[i]) != nullptr) continue;
      SLUICE_RETURN_IF_ERROR(out.Put(records[i].key, *records[i].value));
    }
    return absl::OkStatus();
  };
  if (chain.snapshot != kNoStateVersion) {
    SLUICE_RETURN_IF_ERROR(folder.ReadSnapshot(chain.snapshot, contents.snapshots.at(chain.snapshot), copy_unchanged));
  }
  for (uint32_t i = 0; i < changed.end(); ++i) {
    StateEntry* entry = changed.Get(i);
    if (entry != nullptr && entry->exists()) SLUICE_RETURN_IF_ERROR(out.Put(entry->key(), entry->value()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int64_t> WriteSnapshot(const StateFolder& folder, int64_t version, uint64_t nonce,
                                      int64_t memory_bytes_max) {
  SLUICE_ASSIGN_OR_RETURN(StateFolderContents contents, folder.List());
  SLUICE_ASSIGN_OR_RETURN(StateChain chain, FindChain(contents, version, {}));
  if (chain.versions.empty()) return 0;
  PartWriter out(folder, version, nonce);
  for (KeyRange range; range.from < KeyRange::kEnd; range = {.from = range.to}) {
    StateTable changed;
    SLUICE_RETURN_IF_ERROR(ReadChanges(folder, contents, chain, memory_bytes_max, range, changed));
    SLUICE_RETURN_IF_ERROR(WriteRange(folder, contents, chain, range, changed, out));
  }
  SLUICE_RETURN_IF_ERROR(out.Publish(true));
  return out.bytes();
}

}  // namespace sluice
