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

absl::Status ReadChanges(const StateFolder& folder, const StateChain& chain, StateTable& changed) {
  int64_t from = chain.snapshot;
  for (int64_t to : chain.versions) {
    SLUICE_RETURN_IF_ERROR(folder.ReadChanges(from, to, [&](const StateRecord& record) {
      KeyImage key = KeyImage::Of(record.key);
      StateEntry& entry = changed.FindOrAdd(key, StateTable::TagOf(key));
      if (record.value) {
        changed.Set(entry, *record.value);
      } else {
        changed.Remove(entry);
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
    SLUICE_RETURN_IF_ERROR(
        folder.ReadSnapshot(chain.snapshot, contents.snapshots.at(chain.snapshot), [&](const StateRecord& record) {
          KeyImage key = KeyImage::Of(record.key);
          if (changed.Find(key, StateTable::TagOf(key)) != nullptr) return absl::OkStatus();
          return out.Put(record.key, *record.value);
        }));
  }
  for (uint32_t i = 0; i < changed.end(); ++i) {
    StateEntry* entry = changed.Get(i);
    if (entry != nullptr && entry->exists()) SLUICE_RETURN_IF_ERROR(out.Put(entry->key(), entry->value()));
  }
  SLUICE_RETURN_IF_ERROR(out.Publish(true));
  return out.bytes();
}

}  // namespace sluice
