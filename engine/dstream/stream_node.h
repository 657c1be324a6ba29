#ifndef SLUICE_ENGINE_DSTREAM_STREAM_NODE_H_
#define SLUICE_ENGINE_DSTREAM_STREAM_NODE_H_

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/base/batch_key.h"
#include "engine/dstream/saved_batches.h"
#include "engine/dstream/stream_timeline.h"
#include "engine/lineage/node.h"

namespace sluice {

class StreamNode;

// How a stream comes about.
struct StreamSpec {
  std::string name = "DStream";  // For messages.
  std::vector<std::shared_ptr<StreamNode>> parents;
  absl::Duration slide;  // Every how long it has an RDD; a multiple of the parents'.
  // How much longer than its own RDDs it needs its parents': for one that looks back.
  absl::Duration looks_back;
  absl::Duration window;  // Of the parents' batches, if its batches are made of such.
  // Computed for every batch, in time order, even if nobody asks: for a stream whose RDD goes on from its former one.
  bool in_order = false;
  std::function<void(BatchTime)> finish;  // Called when the outputs of a batch have run well, for such a stream.
  bool needs_checkpoint = false;          // The context does not start without a checkpoint folder.
  bool checkpoints_parent = false;        // How often it is checkpointed is said of its parent.
  bool arrives = false;                   // Of an input: what it gives depends on when it is asked.
  // The RDD of a batch, from the parents' RDDs; may throw what user code throws. Null: the stream has none.
  std::function<Rdd(BatchTime)> compute;
};

// One stream of the graph: an RDD for each batch time that is a multiple of its slide after zero. Untyped; typed
// handles are in api/. Thread-safe once the graph has started.
class StreamNode {
 public:
  // Tells the parents how long to remember.
  StreamNode(std::shared_ptr<StreamTimeline> timeline, StreamSpec spec);
  StreamNode(const StreamNode&) = delete;

  absl::Duration slide() const { return spec_.slide; }
  const StreamSpec& spec() const { return spec_; }
  // The length of the longest chain of streams that it is the end of. Each asks the one before it, on one stack.
  int depth() const { return depth_; }
  // Names a batch of the graph's run, and what its batches are counted from. REQUIRES of both: the first one has begun.
  BatchKey KeyOf(BatchTime batch) const { return {timeline_->run(), batch}; }
  BatchTime zero() const { return *timeline_->zero(); }

  // Made once for each batch, however many streams and outputs ask, so that they share its shuffles; made again if it
  // was forgotten. Null where the stream has none: not a multiple of the slide, or not after zero.
  Rdd Get(BatchTime batch);
  // Those of (to - length, to], oldest first.
  std::vector<Rdd> GetWindow(BatchTime to, absl::Duration length);
  // Those of [from, to], both rounded down to the slide; as far as batches have begun, if they depend on what arrives
  // or go on from one another. Nullopt: none has begun yet.
  std::optional<std::vector<std::pair<BatchTime, Rdd>>> Slice(BatchTime from, BatchTime to);

  // RDDs stay at least `duration` after their batch has run, and those of the parents as long as that needs.
  void Remember(absl::Duration duration);
  absl::Duration remember() const { return remember_; }
  // Some output needs it.
  bool used() const { return used_; }
  void SetUsed();
  // The same as Remember, as Spark counts it, for what inputs must be able to give again. When all is known about used
  // streams.
  void RememberInputs(absl::Duration duration);
  // Of an input: how long after its batch it may be asked for it again.
  absl::Duration remember_input() const { return std::max(remember_, remember_input_); }
  // What is done with each new RDD, to keep it; set before the start. The last one counts. `keep` must not own this
  // stream, which would then own itself.
  void SetKeep(std::function<Rdd(Rdd)> keep) { keep_ = std::move(keep); }
  // For a stream that others look back at: a later run needs the RDDs that it cannot make again, those of batches that
  // were received. Both before the start; without a folder nothing is saved.
  void SetFiles(RddFiles files) { files_ = std::move(files); }
  void SaveIn(const std::string& folder);
  // Saves the RDD of a batch that has run, and removes what nobody will look back at.
  void Save(BatchTime batch);
  // It, or what it is computed from, is not there any more in a later run.
  void SetReceived() { received_ = true; }
  // What its state is known by in the checkpoint folder; empty: it has none.
  const std::string& state_name() const { return state_name_; }
  void SetStateName(std::string name) { state_name_ = std::move(name); }
  // The user's name for the state of this stream, or of the one with state that it is made of alone. So the state, and
  // what a window looks back at, is found by a program that has been changed. False: there is no such state, or it has
  // a uid.
  bool SetUid(const std::string& uid);
  bool has_uid() const { return has_uid_; }
  // The folder of saved batches, `otherwise` without a uid.
  std::string SavedName(const std::string& otherwise) const { return saved_name_.empty() ? otherwise : saved_name_; }
  // Only checked, see StreamingContext.
  void SetCheckpointInterval(absl::Duration interval);
  const std::optional<absl::Duration>& checkpoint_interval() const { return checkpoint_interval_; }
  // Lets go of what is not needed once `batch` has run.
  void ForgetAfter(BatchTime batch);

 private:
  bool HasRddAt(BatchTime batch) const;
  Rdd Make(BatchTime batch);

  const std::shared_ptr<StreamTimeline> timeline_;
  const StreamSpec spec_;
  int depth_ = 1;

  // Constant once the graph has started.
  absl::Duration remember_;
  absl::Duration remember_input_;
  std::function<Rdd(Rdd)> keep_;
  RddFiles files_;
  std::optional<SavedBatches> saved_;
  bool received_ = false;
  bool foresees_ = true;  // Batches to come can be asked for.
  bool used_ = false;
  std::string state_name_;
  std::string saved_name_;
  bool has_uid_ = false;
  std::optional<absl::Duration> checkpoint_interval_;

  // Touched by whose turn it is on the timeline.
  std::map<BatchTime, Rdd> rdds_;
  std::optional<BatchTime> made_until_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_STREAM_NODE_H_
