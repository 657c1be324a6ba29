#ifndef SLUICE_ENGINE_DSTREAM_STREAM_NODE_H_
#define SLUICE_ENGINE_DSTREAM_STREAM_NODE_H_

#include <memory>
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

class Retention;
class StateIdentity;
class StreamTimeline;
struct SavedIn;

// One stream of the graph: an RDD for each batch time that is a multiple of its slide after zero. Untyped; typed
// handles are in api/. Thread-safe once the graph has started.
class StreamNode {
 public:
  // Tells the parents how long to remember.
  StreamNode(std::shared_ptr<StreamTimeline> timeline, StreamSpec spec);
  StreamNode(const StreamNode&) = delete;
  ~StreamNode();

  absl::Duration slide() const { return spec_.slide; }
  const StreamSpec& spec() const { return spec_; }
  // The length of the longest chain of streams that it is the end of. Each asks the one before it, on one stack.
  int depth() const { return depth_; }
  // Names a batch of the graph's run, and what its batches are counted from. REQUIRES of both: the first one has begun.
  BatchKey KeyOf(BatchTime batch) const;
  BatchTime zero() const;
  // See StreamTimeline.
  std::optional<BatchTime> first_failed() const;

  // Made once for each batch, however many streams and outputs ask, so that they share its shuffles; made again if it
  // was forgotten. Null where the stream has none: not a multiple of the slide, or not after zero.
  Rdd Get(BatchTime batch);
  // Those of (to - length, to], oldest first.
  std::vector<Rdd> GetWindow(BatchTime to, absl::Duration length);
  // Those of [from, to], both rounded down to the slide; as far as batches have begun, if they depend on what arrives
  // or go on from one another. Nullopt: none has begun yet.
  std::optional<std::vector<std::pair<BatchTime, Rdd>>> Slice(BatchTime from, BatchTime to);

  // To be told before the start what is done with RDDs; Remember and RememberInputs say of all streams how long they
  // stay.
  Retention& retention() { return *retention_; }
  const Retention& retention() const { return *retention_; }
  // RDDs stay at least `duration` after their batch has run, and those of the parents as long as that needs.
  void Remember(absl::Duration duration);
  // Some output needs it.
  bool used() const { return used_; }
  void SetUsed();
  // The same as Remember, as Spark counts it, for what inputs must be able to give again. When all is known about used
  // streams.
  void RememberInputs(absl::Duration duration);
  // A later run needs the RDDs that it cannot make again, those of batches that were received, if others look back at
  // them. Before the start; without it nothing is saved. As of Retention.
  absl::Status SaveIn(const SavedIn& where, bool has_saved);
  // Saves the RDD of a batch that has run, and removes what nobody will look back at who goes on after `kept` or later.
  void Save(BatchTime batch, BatchTime kept);
  // A later run goes on from its RDDs: of no use to it are those of a batch that it has again.
  bool SavesState() const;

  StateIdentity& identity() { return *identity_; }
  const StateIdentity& identity() const { return *identity_; }
  // The user's name for the state of this stream, or of the one with state that it is made of alone. So the state, and
  // what a window looks back at, is found by a program that has been changed. False: there is no such state, or it has
  // a uid.
  bool SetUid(const std::string& uid);
  // Only checked, see StreamingContext.
  void SetCheckpointInterval(absl::Duration interval);
  const std::optional<absl::Duration>& checkpoint_interval() const { return checkpoint_interval_; }
  // Lets go of what is not needed once `batch` has run.
  void ForgetAfter(BatchTime batch);

 private:
  bool HasRddAt(BatchTime batch) const;
  Rdd Make(BatchTime batch);
  Rdd LoadState(BatchTime batch) const;

  const std::shared_ptr<StreamTimeline> timeline_;
  const StreamSpec spec_;
  int depth_ = 1;

  // Constant once the graph has started.
  const std::unique_ptr<StateIdentity> identity_;
  bool is_received_ = false;  // It, or what it is computed from, is not there any more in a later run.
  bool foresees_ = true;      // Batches to come can be asked for.
  bool used_ = false;
  std::optional<absl::Duration> checkpoint_interval_;

  // Touched by whose turn it is on the timeline.
  const std::unique_ptr<Retention> retention_;
  std::optional<BatchTime> made_until_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_STREAM_NODE_H_
