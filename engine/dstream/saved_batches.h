#ifndef SLUICE_ENGINE_DSTREAM_SAVED_BATCHES_H_
#define SLUICE_ENGINE_DSTREAM_SAVED_BATCHES_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/batch_key.h"
#include "engine/dstream/stream_spec.h"
#include "engine/lineage/node.h"

namespace sluice {

// RDDs of one stream in the checkpoint folder, for a later run of the program that cannot make them again. Not
// thread-safe.
class SavedBatches {
 public:
  SavedBatches(std::string folder, RddFiles files) : folder_(std::move(folder)), files_(std::move(files)) {}

  // Null: it was not saved, or not to its end.
  Rdd Load(BatchTime batch) const;
  // The last one that was saved, to its end or not.
  std::optional<BatchTime> Newest() const;
  // In the place of what there was, by a job that a stop does not cancel; or by one of the batch.
  void Save(BatchTime batch, const Rdd& rdd) const { files_.save(rdd, std::nullopt, Renewed(batch)); }
  void SaveByItsJob(const BatchKey& batch, const Rdd& rdd) const { files_.save(rdd, batch, Renewed(batch.time)); }
  // Of this batch and all before it.
  void RemoveUntil(BatchTime batch) const;
  // What no run needs that goes on from a checkpoint of about `batch`.
  void RemoveOld(BatchTime batch, absl::Duration slide) const;

 private:
  std::string FolderOf(BatchTime batch) const;
  std::string Renewed(BatchTime batch) const;  // Its folder, without what there was.
  std::vector<BatchTime> Saved() const;

  const std::string folder_;
  const RddFiles files_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_SAVED_BATCHES_H_
