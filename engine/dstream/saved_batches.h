#ifndef SLUICE_ENGINE_DSTREAM_SAVED_BATCHES_H_
#define SLUICE_ENGINE_DSTREAM_SAVED_BATCHES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/batch_key.h"
#include "common/fs/files.h"
#include "engine/dstream/saved_batch_name.h"
#include "engine/dstream/stream_spec.h"
#include "engine/lineage/node.h"

namespace sluice {

// Where a program saves something, and the token of its lease on it, which is in the names of what its tasks write:
// what a former holder's tasks have not yet ended to write gets into nothing that is read.
struct SavedIn {
  std::shared_ptr<Files> files;
  std::string folder;
  int64_t token = 0;

  SavedIn Below(const std::string& path) const { return {files, folder + "/" + path, token}; }
};

// RDDs of one stream in the checkpoint folder, for a later run of the program that cannot make them again. Where nobody
// can say what was saved, since a folder cannot be read, that is an error with its path, and never taken for nothing.
// Not thread-safe.
class SavedBatches {
 public:
  SavedBatches(SavedIn where, RddFiles files) : where_(std::move(where)), files_(std::move(files)) {}

  // As the newest holder has saved it. Null: it was not saved, or not to its end. DATA_LOSS names a file that is
  // missing.
  absl::StatusOr<Rdd> Load(BatchTime batch) const;
  // Also that there was none.
  absl::StatusOr<bool> IsSaved(BatchTime batch) const;
  // The token of the holder whose Load gives. None: it was not saved, or not to its end.
  absl::StatusOr<std::optional<int64_t>> HolderOf(BatchTime batch) const;
  // The same as Load where each batch is saved once the first was: DATA_LOSS, if an older one is there and this is not.
  absl::StatusOr<Rdd> LoadOneOfAll(BatchTime batch) const;
  // The last one that was saved, to its end or not; none: nothing was.
  absl::StatusOr<std::optional<BatchTime>> Newest() const;
  // In the place of what this holder has saved, by a job that a stop does not cancel; or by one of the batch. Both
  // throw.
  void Save(BatchTime batch, const Rdd& rdd) const { files_.save(rdd, std::nullopt, Renewed(batch, rdd)); }
  void SaveByItsJob(const BatchKey& batch, const Rdd& rdd) const { files_.save(rdd, batch, Renewed(batch.time, rdd)); }
  // Of this batch and all before it.
  absl::Status RemoveUntil(BatchTime batch) const;
  // What no run needs that goes on from a checkpoint of about `batch`; what cannot be removed stays for the next time.
  void RemoveOld(BatchTime batch, absl::Duration slide) const;

 private:
  std::string PathOf(const SavedBatchName& saved) const;
  std::string Renewed(BatchTime batch, const Rdd& rdd) const;  // Its folder, as rows are saved in.
  absl::Status IsGone(const std::string& path) const;
  absl::StatusOr<std::optional<SavedBatchName>> WholeFolder(BatchTime batch) const;  // As Load says.
  // Those of older holders come first.
  absl::StatusOr<std::vector<SavedBatchName>> All() const;
  absl::StatusOr<std::vector<std::string>> Names(const std::string& folder) const;

  const SavedIn where_;
  const RddFiles files_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_SAVED_BATCHES_H_
