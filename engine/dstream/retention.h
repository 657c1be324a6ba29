#ifndef SLUICE_ENGINE_DSTREAM_RETENTION_H_
#define SLUICE_ENGINE_DSTREAM_RETENTION_H_

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/ids.h"
#include "engine/dstream/saved_batches.h"
#include "engine/lineage/node.h"

namespace sluice {

// The RDDs of the batches of one stream, for as long as anybody needs them, and in the checkpoint folder those that a
// later run of the program cannot make again. How long and where is said before the first batch. Not thread-safe.
class Retention {
 public:
  // RDDs stay at least so long after their batch. False: they do already.
  bool Remember(absl::Duration duration);
  absl::Duration remember() const { return remember_; }
  // The same for how long an input must be able to give a batch again.
  bool RememberInput(absl::Duration duration);
  absl::Duration remember_input() const { return std::max(remember_, remember_input_); }

  // What is done with each new RDD, to keep it. The last one counts. `keep` must not own the stream, which would then
  // own itself.
  void SetKeep(std::function<Rdd(Rdd)> keep) { keep_ = std::move(keep); }
  const Rdd& Put(BatchTime batch, Rdd rdd);
  // Null: it is not here. Points to null: it was made, and there is none.
  const Rdd* Find(BatchTime batch) const;
  // Lets go of what is not needed once `batch` has run.
  void ForgetAfter(BatchTime batch);

  // Whoever looks back at the stream says how its RDDs are saved, and may give its folder a name of its own.
  void SetFiles(RddFiles files) { files_ = std::move(files); }
  void SetSavedName(std::string name) { saved_name_ = std::move(name); }
  // Who reads an RDD of a batch more than once, and must find the same rows each time whatever was lost in between: it
  // is saved as soon as it is made, if it is saved at all. `keep` keeps it; what is lost of that is read from there.
  void SetSavedFirst(std::function<Rdd(Rdd)> keep) { keep_saved_ = std::move(keep); }
  std::string SavedName(const std::string& otherwise) const { return saved_name_.empty() ? otherwise : saved_name_; }
  // Without files nothing is saved. `has_saved`: a former run has, so DATA_LOSS names the folder if nothing is there.
  absl::Status SaveIn(const SavedIn& where, bool has_saved);
  bool saves() const { return saved_.has_value(); }
  // This run or a former one has saved something.
  bool has_saved() const { return has_saved_; }
  // Null: it was not saved. Errors as of SavedBatches.
  absl::StatusOr<Rdd> LoadSaved(BatchTime batch) const { return saves() ? saved_->LoadOneOfAll(batch) : nullptr; }
  absl::StatusOr<bool> IsSaved(BatchTime batch) const { return saves() ? saved_->IsSaved(batch) : false; }
  // REQUIRES: saves(). Does nothing if it was saved first. Throws.
  void Save(BatchTime batch, const Rdd& rdd);
  // Of a batch that has just been made in this run. Throws.
  void SaveFirst(BatchTime batch, const Rdd& rdd);
  // REQUIRES: saves(). What nobody will look back at who goes on after that batch.
  void RemoveSaved(BatchTime batch, absl::Duration slide) const;

 private:
  // Constant once the graph has started.
  absl::Duration remember_;
  absl::Duration remember_input_;
  std::function<Rdd(Rdd)> keep_;
  RddFiles files_;
  std::string saved_name_;
  std::optional<SavedBatches> saved_;
  bool has_saved_ = false;
  std::function<Rdd(Rdd)> keep_saved_;
  std::optional<BatchTime> saved_until_;  // This run has saved no later one.

  std::map<BatchTime, Rdd> rdds_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_RETENTION_H_
