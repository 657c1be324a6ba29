#ifndef SLUICE_ENGINE_DSTREAM_STREAM_GRAPH_H_
#define SLUICE_ENGINE_DSTREAM_STREAM_GRAPH_H_

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/dstream/checkpoint_writer.h"
#include "engine/dstream/output_lanes.h"
#include "engine/dstream/received_input.h"
#include "engine/dstream/stream_checkpoint.h"
#include "engine/dstream/stream_node.h"
#include "engine/dstream/stream_timeline.h"
#include "engine/dstream/streaming_backend.h"
#include "engine/dstream/streaming_event.h"
#include "engine/lineage/job_runner.h"

namespace sluice {

class BatchSource;
class Output;
class SourceInput;

// Where the batches of a stream go.
struct StreamOutput {
  std::string name;
  std::shared_ptr<StreamNode> stream;
  std::shared_ptr<Output> output;
};

// The streams of a streaming program and what is done with them. Built by one thread; after PlanOf only its run_batch
// may touch the graph, while its streams may be asked by any thread.
class StreamGraph {
 public:
  // `jobs` outlives the graph.
  StreamGraph(JobRunner& jobs, absl::Duration interval);
  StreamGraph(const StreamGraph&) = delete;

  absl::Duration interval() const { return interval_; }
  bool has_outputs() const { return !outputs_.empty(); }
  // Made up when the program began, and kept by all runs that go on from its checkpoints.
  const std::string& program() const { return checkpoints_.program(); }
  const std::vector<std::shared_ptr<StreamNode>>& streams() const { return streams_; }

  std::shared_ptr<StreamNode> AddStream(StreamSpec spec);
  // `reader` is the operator that turns blocks into rows, `files` keep those of unfinished batches. `input.id` is given
  // here: inputs of all kinds are numbered in the order they were added.
  std::shared_ptr<StreamNode> AddInput(InputStreamSpec input, OperatorRef reader, RddFiles files);
  // An input that the driver reads. Asked in every batch, as all inputs are, used or not.
  std::shared_ptr<StreamNode> AddSource(std::string name, std::shared_ptr<BatchSource> source);
  // Outputs run in each batch in which their stream has an RDD, in the order they were added.
  void AddOutput(StreamOutput output) {
    output.stream->SetUsed();
    outputs_.push_back(std::move(output));
  }

  // All streams remember at least so long.
  void Remember(absl::Duration duration) { remember_ = std::max(remember_, duration); }
  // So many outputs run side by side, begun in the order they were added, batch by batch. One: each ends before the
  // next. Of streams that go on from their former batch only outputs of one batch.
  void SetConcurrentJobs(int jobs);
  // Told how far it is whenever a batch has run, in the order of batches; not of one that has failed or was cancelled,
  // nor of later ones: a run that goes on has them again. And before the outputs of a batch run that reads what
  // arrives, or is the first: that run then has the batch with the same rows, and is known as the same program.
  void SetCheckpointer(CheckpointWriter::Write write) { checkpoints_.SetWrite(std::move(write)); }
  // Each stream saves there what later runs need. After Resume, before PlanOf. Errors as of SavedBatches.
  absl::Status SaveIn(const SavedIn& where);
  // How far it is once this batch has run.
  StreamCheckpoint CheckpointAfter(BatchTime batch) const;
  // Goes on from where a former run was. FAILED_PRECONDITION: that was of another graph, and the error names what each
  // has; or an input cannot go on.
  absl::Status Resume(const StreamCheckpoint& checkpoint);

  // Told what inputs have found, and before and after each output, on the thread that runs it.
  void SetObserver(std::function<void(ProgramEvent)> observer) { observer_ = std::move(observer); }

  // What the backend is to run; keeps the graph alive.
  static StreamingPlan PlanOf(std::shared_ptr<StreamGraph> graph);

 private:
  struct Input {
    std::shared_ptr<StreamNode> stream;
    std::shared_ptr<SourceInput> source;  // Null: a receiver feeds it.
  };
  struct OutputRun {
    const StreamOutput& output;
    absl::StatusOr<Rdd> rdd;
    absl::Status result;
  };

  // All outputs run, also after one has failed; the first error comes back with the output's name.
  absl::Status RunBatch(const BatchKey& batch, const BatchBlocks& blocks);
  absl::Status FailBatch(const BatchKey& batch, const BatchBlocks& blocks, const absl::Status& why);
  absl::Status RunStreams(const BatchKey& batch);
  absl::Status AskInput(size_t number, const BatchKey& batch);
  absl::Status AskStreams(const BatchKey& batch);
  std::vector<OutputRun> AskForOutputs(const BatchKey& batch);
  void RunOutput(OutputRun& run, int number, const BatchKey& batch);
  absl::Status EndBatch(BatchTime batch, absl::Status result);
  absl::Status EndStreams(BatchTime batch, absl::Status result);
  absl::Status CommitSources(BatchTime batch);
  // Keeps what was received for a batch that does not run, for a later run that goes on from a checkpoint.
  absl::Status SaveUnfinished(const BatchKey& batch, const BatchBlocks& blocks);
  GraphSignature Signature() const;
  std::string SavedNameOf(size_t stream) const;  // Its folder below batches/.
  bool GoesOnFromFormerBatches() const;

  JobRunner& jobs_;
  const absl::Duration interval_;
  const std::shared_ptr<StreamTimeline> timeline_;

  // Constant after PlanOf.
  std::vector<Input> inputs_;  // A StreamId is a place in here.
  std::vector<std::shared_ptr<ReceivedInput>> received_;
  std::vector<std::shared_ptr<StreamNode>> streams_;
  std::vector<StreamOutput> outputs_;
  std::function<void(ProgramEvent)> observer_;
  absl::Duration remember_;
  int64_t generation_ = 0;  // How often the program was changed and went on.
  int64_t lease_token_ = 0;
  std::vector<std::string> former_saved_;  // StreamCheckpoint::saved of the former run.
  CheckpointWriter checkpoints_;
  std::unique_ptr<OutputLanes> lanes_;

  std::optional<BatchTime> first_cancelled_;  // Touched by the batch that ends.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_STREAM_GRAPH_H_
