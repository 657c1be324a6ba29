#include "state/store/snapshot.h"

#include "common/base/status.h"
#include "state/store/state_table.h"

namespace sluice {
namespace {

constexpr size_t kPartBytes = 16 << 20;

// Cuts records into parts.
class PartWriter {
 public:
  PartWriter(const StateFolder& folder, int64_t version, uint64_t nonce)
      : folder_(folder), version_(version), nonce_(nonce) {}

  absl::Status Put(std::string_view key, std::string_view value) {
    if (records_.bytes() >= kPartBytes) SLUICE_RETURN_IF_ERROR(Publish(false));
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

absl::Status ReadChanges(const StateFolder& folder, const StateChain& chain, StateTable& changed) {
  int64_t from = chain.snapshot;
  for (int64_t to : chain.versions) {
    SLUICE_RETURN_IF_ERROR(folder.ReadChanges(from, to, [&](absl::Span<const StateRecord> records) {
      Keys keys(records, changed);
      for (size_t i = 0; i < records.size(); ++i) {
        changed.Apply(changed.FindOrAdd(keys.images[i], keys.tags[i]), records[i].value);
      }
      return absl::OkStatus();
    }));
    from = to;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int64_t> WriteSnapshot(const StateFolder& folder, int64_t version, uint64_t nonce) {
  SLUICE_ASSIGN_OR_RETURN(StateFolderContents contents, folder.List());
  SLUICE_ASSIGN_OR_RETURN(StateChain chain, FindChain(contents, version, {}));
  if (chain.versions.empty()) return 0;
  StateTable changed;
  SLUICE_RETURN_IF_ERROR(ReadChanges(folder, chain, changed));
  PartWriter out(folder, version, nonce);
  if (chain.snapshot != kNoStateVersion) {
    auto copy_unchanged = [&](absl::Span<const StateRecord> records) {
      Keys keys(records, changed);
      for (size_t i = 0; i < records.size(); ++i) {
        if (changed.Find(keys.images[i], keys.tags[i]) != nullptr) continue;
        SLUICE_RETURN_IF_ERROR(out.Put(records[i].key, *records[i].value));
      }
      return absl::OkStatus();
    };
    SLUICE_RETURN_IF_ERROR(folder.ReadSnapshot(chain.snapshot, contents.snapshots.at(chain.snapshot), copy_unchanged));
  }
  for (uint32_t i = 0; i < changed.end(); ++i) {
    StateEntry* entry = changed.Get(i);
    if (entry != nullptr && entry->exists()) SLUICE_RETURN_IF_ERROR(out.Put(entry->key(), entry->value()));
  }
  SLUICE_RETURN_IF_ERROR(out.Publish(true));
  return out.bytes();
}

}  // namespace sluice
