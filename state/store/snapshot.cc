#include "state/store/snapshot.h"

#include <vector>

#include "common/base/status.h"
#include "state/store/key_set.h"

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

// How far one has gone over the changes, from the newest on.
struct Progress {
  uint64_t records = 0;
  uint64_t key_digest = 0;
};

// A range of keys to be written, but for what the changes have of it up to some place.
struct Task {
  FingerprintRange range;
  Progress done;
};

// Goes over the records of a range once, the newest first, and writes those whose keys it has not seen. If these are
// too many to remember, it leaves a part of the range to another one.
class Pass {
 public:
  Pass(const Task& task, uint64_t seed, int64_t memory_bytes_max, PartWriter& out)
      : task_(task),
        is_as_before_(task.done.records == 0),
        seed_(seed),
        keys_(task.range, memory_bytes_max),
        out_(out) {}

  absl::Status TakeChanges(absl::Span<const StateRecord> records) {
    Fingerprint(records);
    for (size_t i = 0; i < records.size(); ++i) {
      if (at_.records == task_.done.records) is_as_before_ = at_.key_digest == task_.done.key_digest;
      const bool is_done = at_.records < task_.done.records;
      if (IsNew(fingerprints_[i]) && !is_done) SLUICE_RETURN_IF_ERROR(Write(records[i]));
      ++at_.records;
      at_.key_digest = at_.key_digest * 0x9E3779B97F4A7C15ull + static_cast<uint64_t>(fingerprints_[i] >> 64);
    }
    return absl::OkStatus();
  }
  // After the changes. A task that runs again may have written its file again, with the records in another order.
  bool is_as_before() const { return is_as_before_; }
  // Of the snapshot before, so each key is there once.
  absl::Status TakeUnchanged(absl::Span<const StateRecord> records) {
    Fingerprint(records);
    for (size_t i = 0; i < records.size(); ++i) {
      const KeyFingerprint key = fingerprints_[i];
      if (keys_.range().Has(key) && !keys_.Has(key)) SLUICE_RETURN_IF_ERROR(Write(records[i]));
    }
    return absl::OkStatus();
  }
  const std::vector<Task>& left() const { return left_; }

 private:
  void Fingerprint(absl::Span<const StateRecord> records) {
    for (size_t i = 0; i < records.size(); ++i) {
      fingerprints_[i] = FingerprintOf(records[i].key, seed_);
      keys_.Prefetch(fingerprints_[i]);
    }
  }
  absl::Status Write(const StateRecord& record) {
    return record.value.has_value() ? out_.Put(record.key, *record.value) : absl::OkStatus();
  }
  // In the range and not seen, until now.
  bool IsNew(KeyFingerprint key) {
    while (keys_.range().Has(key)) {
      if (keys_.has_room()) return keys_.Add(key);
      if (auto forgotten = keys_.MakeRoom()) left_.push_back({*forgotten, Done()});
    }
    return false;
  }
  const Progress& Done() const { return at_.records < task_.done.records ? task_.done : at_; }

  const Task task_;
  bool is_as_before_;  // What has been done.
  const uint64_t seed_;
  KeySet keys_;
  PartWriter& out_;
  Progress at_;
  std::vector<Task> left_;
  KeyFingerprint fingerprints_[StateFolder::kRecordBatch];
};

absl::Status Run(Pass& pass, const StateFolder& folder, const StateFolderContents& contents, const StateChain& chain) {
  auto take_changes = [&](absl::Span<const StateRecord> records) { return pass.TakeChanges(records); };
  for (auto to = chain.versions.rbegin(); to != chain.versions.rend(); ++to) {
    SLUICE_RETURN_IF_ERROR(
        folder.ReadChanges(*to, contents.changes.at(*to), take_changes, StateFolder::Order::kLastToFirst));
  }
  if (!pass.is_as_before()) {
    return absl::AbortedError(StrCat("changes up to version ", chain.versions.back(), " were written again meanwhile"));
  }
  if (chain.snapshot == kNoStateVersion) return absl::OkStatus();
  return folder.ReadSnapshot(chain.snapshot, contents.snapshots.at(chain.snapshot),
                             [&](absl::Span<const StateRecord> records) { return pass.TakeUnchanged(records); });
}

}  // namespace

absl::StatusOr<int64_t> WriteSnapshot(const StateFolder& folder, int64_t version, uint64_t nonce,
                                      int64_t memory_bytes_max) {
  SLUICE_ASSIGN_OR_RETURN(StateFolderContents contents, folder.List());
  SLUICE_ASSIGN_OR_RETURN(StateChain chain, FindChain(contents, version, {}));
  if (chain.versions.empty()) return 0;
  PartWriter out(folder, version, nonce);
  std::vector<Task> tasks(1);
  while (!tasks.empty()) {
    Pass pass(tasks.back(), nonce, memory_bytes_max, out);
    SLUICE_RETURN_IF_ERROR(Run(pass, folder, contents, chain));
    tasks.pop_back();
    tasks.insert(tasks.end(), pass.left().begin(), pass.left().end());
  }
  SLUICE_RETURN_IF_ERROR(out.Publish(true));
  return out.bytes();
}

}  // namespace sluice
