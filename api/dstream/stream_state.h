#ifndef SLUICE_API_DSTREAM_STREAM_STATE_H_
#define SLUICE_API_DSTREAM_STREAM_STATE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <typeinfo>

#include "api/dstream/streaming_program.h"
#include "api/rdd/exchanged.h"
#include "engine/rows/parallelize.h"
#include "engine/state/load_state.h"
#include "engine/state/state_versions.h"

namespace sluice {

class FencedFiles;

}  // namespace sluice

namespace sluice::internal {

// The state of one stream: where it is, which version comes next. For the stream's computation, so it does not keep the
// context alive.
class StreamState {
 public:
  // Gives the state its name, unless the user gives one: its number among the program's streams with state, and
  // `operation`.
  StreamState(const std::shared_ptr<StreamingProgram>& program, const std::string& operation);
  // Before the start; `node` asks for the state.
  void SetNode(const std::shared_ptr<StreamNode>& node);

  // Writes the initial state, in the first batch of all.
  using LoadInitial = std::function<void(const StateTransition& transition, const Partitioning& partitioning)>;
  struct Needs {
    std::function<Partitioning()> partitioning;  // Asked in the first batch that runs.
    LoadInitial load_initial;                    // Null: there is none.
  };
  // What the task of a batch changes.
  StateTransition TransitionOf(BatchTime batch, const Needs& needs);
  // After TransitionOf.
  const Partitioning& partitioning() const { return partitioning_; }
  void Made(BatchTime batch, const Rdd& rdd) { versions_->Made(batch, rdd); }
  // At the end of a batch: its version is made even if no output has read the stream.
  void Finish(BatchTime batch);

  JobRunner& jobs() const { return jobs_; }

 private:
  JobRunner& jobs_;
  const std::string name_;
  const std::weak_ptr<StreamingProgram> program_;
  std::weak_ptr<StreamNode> node_;
  std::shared_ptr<FencedFiles> files_;
  std::optional<StateVersions> versions_;
  Partitioning partitioning_;
};

// The batch for which a stream with state makes its RDD.
struct StateBatch {
  const BatchKey& batch;
  JobRunner& jobs;
  const StateTransition& transition;
  const Partitioning& partitioning;
};

// A stream whose RDD goes on from its former one.
struct StatefulStream {
  std::string operation;       // Gives the state its name, see StreamState.
  const std::type_info& type;  // It is a pair of the types of keys and of their states.
  StreamSpec spec;             // All but how it is computed.
  // Asked before `make`, in each batch; what it gives may be asked after it has returned.
  std::function<StreamState::Needs(const BatchKey& batch, JobRunner& jobs)> needs;
  // The RDD that makes the transition and gives the rows.
  std::function<Rdd(const StateBatch& batch)> make;
};
std::shared_ptr<StreamNode> AddStatefulStream(const std::shared_ptr<StreamingProgram>& program, StatefulStream stream);

// No pairs, for a stream that has no RDD in a batch.
template <class K, class V>
Rdd NoPairs(JobRunner& jobs) {
  return SourceRdd(jobs, RefTo<ParallelizeOp<std::pair<K, V>>>("nothing", {""}), 1);
}
template <class K, class V>
Rdd PairsOf(StreamNode& stream, BatchTime batch, JobRunner& jobs) {
  Rdd rdd = stream.Get(batch);
  return rdd != nullptr ? rdd : NoPairs<K, V>(jobs);
}

// The pairs of a batch, each in the partition of its key's state.
template <class K, class V>
Rdd AtTheirState(const std::string& name, JobRunner& jobs, Rdd rdd, const Partitioning& partitioning,
                 const BatchKey& batch) {
  return Exchanged<K, V>(name, RddHandle(jobs, std::move(rdd), batch), partitioning).node();
}

// `time`: what each state begins with, see MapWithStateWriter.
template <class K, class S>
void LoadInitialState(const RddHandle& rdd, const StateTransition& transition, const Partitioning& partitioning,
                      std::optional<int64_t> time) {
  Exchanged<K, S>("initialState", rdd, partitioning)
      .Run(RefTo<LoadStateTerminal<K, S>>("initialState", {.transition = transition, .time = time}));
}

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_STREAM_STATE_H_
