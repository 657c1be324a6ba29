#ifndef SLUICE_ENGINE_DSTREAM_STREAM_SPEC_H_
#define SLUICE_ENGINE_DSTREAM_STREAM_SPEC_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/base/batch_key.h"
#include "common/base/ids.h"
#include "engine/lineage/node.h"

namespace sluice {

class StreamNode;

// What an input is like.
struct InputTraits {
  bool arrives = false;      // What it gives depends on when it is asked.
  bool is_received = false;  // What it gave is not there any more in a later run.
};

// A stream with state, whose RDD goes on from its former one. It is computed for every batch, in time order, even if
// nobody asks; the context does not start without a checkpoint folder; it can have a uid.
struct StateTraits {
  // Called when the outputs of a batch have run well. Null: nothing is to be done.
  std::function<void(BatchTime)> finish;
  // Names the types of its keys and values for people, and tells them from others.
  std::string type = {};
  // Its RDDs are its state: with a checkpoint folder each is saved once its batch has run well, and a later run goes on
  // from the last one. RddFiles then save null, too: there was none.
  bool is_rdds = false;
};

// How the RDDs of a stream are written into folders, by a job of `batch`, and made of them again. All may throw.
struct RddFiles {
  std::function<void(const Rdd&, const std::optional<BatchKey>& batch, const std::string& folder)> save;
  std::function<Rdd(const std::string& folder)> load;
  std::function<Rdd(const Rdd& first, const Rdd& second)> unite;
};

// How a stream comes about.
struct StreamSpec {
  std::string name = "DStream";  // Messages call it so.
  std::vector<std::shared_ptr<StreamNode>> parents;
  absl::Duration slide;  // Every how long it has an RDD; a multiple of the parents'.
  // How much longer than its own RDDs it needs its parents': for one that looks back.
  absl::Duration looks_back;
  absl::Duration parents_window;  // Set if its batches are made of several of its parents'.
  InputTraits input;
  std::optional<StateTraits> state;
  bool checkpoints_parent = false;  // How often it is checkpointed is said of its parent.
  // The RDD of a batch, from the parents' RDDs; may throw what user code throws. Null: the stream has none.
  std::function<Rdd(BatchTime)> compute;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_STREAM_SPEC_H_
