#include "engine/dstream/stream_graph.h"

#include <algorithm>

#include "absl/cleanup/cleanup.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/base/user_code.h"
#include "common/codec/codec.h"
#include "common/codec/stable_hash.h"
#include "common/observe/logging.h"
#include "engine/dstream/retention.h"
#include "engine/dstream/source_input.h"
#include "engine/dstream/state_identity.h"
#include "engine/dstream/stream_error.h"
#include "engine/source/output.h"
#include "engine/task/local_properties.h"

namespace sluice {
namespace {

void NoteFailure(StreamTimeline& timeline, BatchTime batch) {
  if (timeline.first_failed().has_value()) return;
  timeline.SetFailed(batch);
  LogWarning("streaming", "batch ", batch.value(),
             " ms has failed, so it is not done: it and those after it run again when the program is started again; "
             "until then what was received for them is kept");
}

// What jobs of the calling thread know of their batch, until it is over.
ScopedLocalProperties PropertiesOf(BatchTime batch, const std::string& program, BatchTime done_until) {
  std::map<std::string, std::string> properties = LocalProperties();
  properties[kBatchTimeProperty] = std::to_string(batch.value());
  properties[kProgramProperty] = program;
  properties[kDoneUntilProperty] = std::to_string(done_until.value());
  return ScopedLocalProperties(std::move(properties));
}

absl::StatusOr<Rdd> AskFor(StreamNode& stream, BatchTime batch) {
  return CallUserCode([&]() -> absl::StatusOr<Rdd> { return stream.Get(batch); });
}

}  // namespace

StreamGraph::StreamGraph(JobRunner& jobs, absl::Duration interval)
    : jobs_(jobs),
      interval_(interval),
      timeline_(std::make_shared<StreamTimeline>(jobs.runtime(), interval)),
      checkpoints_(jobs.runtime(), *timeline_, [this](BatchTime batch) { return CheckpointAfter(batch); }),
      lanes_(std::make_unique<OutputLanes>(jobs.runtime(), 1)) {}

std::shared_ptr<StreamNode> StreamGraph::AddStream(StreamSpec spec) {
  streams_.push_back(std::make_shared<StreamNode>(timeline_, std::move(spec)));
  return streams_.back();
}

std::shared_ptr<StreamNode> StreamGraph::AddSource(std::string name, std::shared_ptr<BatchSource> source) {
  auto input = std::make_shared<SourceInput>(std::move(source));
  inputs_.push_back({AddStream({.name = std::move(name),
                                .slide = interval_,
                                .input = {.arrives = input->arrives()},
                                .compute = [input](BatchTime batch) { return input->RddOf(batch); }}),
                     input});
  return inputs_.back().stream;
}

std::shared_ptr<StreamNode> StreamGraph::AddInput(InputStreamSpec input, OperatorRef reader, RddFiles files) {
  const InputId id(static_cast<int32_t>(inputs_.size()));
  input.id = id;
  received_.push_back(std::make_shared<ReceivedInput>(std::move(input), std::move(reader), std::move(files)));
  auto compute = [&jobs = jobs_, timeline = timeline_, received = received_.back(), id](BatchTime batch) {
    return StreamError::ValueOrThrow(received->RddOf(jobs, batch, timeline->BlocksOf(batch, id)));
  };
  inputs_.push_back({.stream = AddStream({.name = "ReceiverInputDStream",
                                          .slide = interval_,
                                          .input = {.arrives = true, .is_received = true},
                                          .compute = std::move(compute)})});
  return inputs_.back().stream;
}

void StreamGraph::SetConcurrentJobs(int jobs) {
  lanes_ = std::make_unique<OutputLanes>(jobs_.runtime(), jobs);
  timeline_->SetSideBySide(jobs > 1);
}

// What streams without a uid saved is of other streams, if the program has changed.
std::string StreamGraph::SavedNameOf(size_t stream) const {
  return streams_[stream]->retention().SavedName(StrCat(stream, generation_ == 0 ? "" : StrCat("-", generation_)));
}

absl::Status StreamGraph::SaveIn(const SavedIn& where) {
  lease_token_ = where.token;
  for (size_t i = 0; i < streams_.size(); ++i) {
    const std::string name = SavedNameOf(i);
    const bool has_saved = std::find(former_saved_.begin(), former_saved_.end(), name) != former_saved_.end();
    SLUICE_RETURN_IF_ERROR(streams_[i]->SaveIn(where.Below(StrCat("batches/", name)), has_saved));
  }
  const bool goes_on = timeline_->zero().has_value();
  for (const auto& received : received_) {
    SLUICE_RETURN_IF_ERROR(received->SaveIn(where.Below(StrCat("unfinished/", received->spec().id.value())), goes_on));
  }
  return absl::OkStatus();
}

StreamCheckpoint StreamGraph::CheckpointAfter(BatchTime batch) const {
  GraphSignature signature = Signature();
  TurnLock turn(&timeline_->turn());
  StreamCheckpoint checkpoint{.interval_millis = absl::ToInt64Milliseconds(interval_),
                              .zero = timeline_->zero().value_or(BatchTime()).value(),
                              .last_finished = batch.value(),
                              .fingerprint = FingerprintOf(signature),
                              .generation = generation_,
                              .program = checkpoints_.program(),
                              .token = lease_token_,
                              .receives = !received_.empty(),
                              .streams = std::move(signature.streams),
                              .outputs = std::move(signature.outputs)};
  for (const Input& input : inputs_) {
    checkpoint.inputs.push_back({input.stream->spec().name, input.source ? input.source->Save() : std::string()});
  }
  for (size_t i = 0; i < streams_.size(); ++i) {
    if (streams_[i]->retention().has_saved()) checkpoint.saved.push_back(SavedNameOf(i));
  }
  return checkpoint;
}

GraphSignature StreamGraph::Signature() const {
  GraphSignature signature{.interval_millis = absl::ToInt64Milliseconds(interval_)};
  for (const Input& input : inputs_) signature.inputs.push_back(input.stream->spec().name);
  for (const auto& stream : streams_) {
    const std::optional<StateTraits>& state = stream->spec().state;
    signature.streams.push_back({stream->spec().name, absl::ToInt64Milliseconds(stream->slide()),
                                 stream->identity().name(), state.has_value() ? state->type : std::string()});
  }
  for (const StreamOutput& output : outputs_) signature.outputs.push_back(output.name);
  return signature;
}

absl::Status StreamGraph::Resume(const StreamCheckpoint& checkpoint) {
  const GraphSignature signature = Signature();
  const bool has_changed = checkpoint.fingerprint != FingerprintOf(signature);
  SLUICE_RETURN_IF_ERROR(CheckGoesOn(checkpoint.Signature(), signature, has_changed));
  generation_ = checkpoint.generation + (has_changed ? 1 : 0);
  former_saved_ = checkpoint.saved;
  checkpoints_.GoOnAs(checkpoint.program);
  TurnLock turn(&timeline_->turn());
  for (size_t i = 0; i < inputs_.size(); ++i) {
    if (inputs_[i].source != nullptr) SLUICE_RETURN_IF_ERROR(inputs_[i].source->Restore(checkpoint.inputs[i].data));
  }
  timeline_->GoOnFrom(BatchTime(checkpoint.zero), BatchTime(checkpoint.last_finished));
  return absl::OkStatus();
}

StreamingPlan StreamGraph::PlanOf(std::shared_ptr<StreamGraph> graph) {
  for (auto& stream : graph->streams_) stream->Remember(graph->remember_);
  for (auto& input : graph->inputs_) input.stream->RememberInputs(graph->remember_);
  for (auto& output : graph->outputs_) output.stream->RememberInputs(graph->remember_);
  StreamingPlan plan{.interval = graph->interval_};
  for (auto& received : graph->received_) {
    plan.inputs.push_back(received->spec());
    plan.remember = std::max(plan.remember, graph->inputs_[received->spec().id.value()].stream->retention().remember());
  }
  for (size_t i = 0; i < graph->inputs_.size(); ++i) {
    std::shared_ptr<SourceInput> source = graph->inputs_[i].source;
    if (source == nullptr) continue;
    plan.sources.push_back(
        {InputId(static_cast<int32_t>(i)), [source](int64_t records) { source->LimitBatches(records); }});
  }
  if (!graph->GoesOnFromFormerBatches()) plan.concurrent_batches = graph->lanes_->lanes();
  if (graph->checkpoints_.writes()) {
    plan.first_failed = [timeline = graph->timeline_] { return timeline->first_failed(); };
    plan.save_batch = [graph](const BatchKey& batch, const BatchBlocks& blocks) {
      return graph->SaveUnfinished(batch, blocks);
    };
  }
  plan.on_log = [received = graph->received_](int64_t token) {
    for (const auto& input : received) input->SetLogBegun(token);
  };
  plan.fail_batch = [graph](const BatchKey& batch, const BatchBlocks& blocks, const absl::Status& why) {
    return graph->FailBatch(batch, blocks, why);
  };
  if (graph->timeline_->zero().has_value()) plan.last_finished = graph->timeline_->start();
  plan.run_batch = [graph = std::move(graph)](const BatchKey& batch, const BatchBlocks& blocks) {
    return graph->RunBatch(batch, blocks);
  };
  return plan;
}

absl::Status StreamGraph::AskInput(size_t number, const BatchKey& batch) {
  const Input& input = inputs_[number];
  TurnLock turn(&timeline_->turn());
  SLUICE_RETURN_IF_ERROR(AskFor(*input.stream, batch.time).status());
  if (!observer_ || !input.source || !input.source->arrives()) return absl::OkStatus();
  SourceInput::Contents found = input.source->ContentsOf(batch.time);
  observer_(InputEvent{batch, InputId(static_cast<int32_t>(number)), std::move(found.metadata), found.row_count});
  return absl::OkStatus();
}

// Those that must be asked whether an output needs them or not.
absl::Status StreamGraph::AskStreams(const BatchKey& batch) {
  absl::Status first_error;
  for (size_t input = 0; input < inputs_.size(); ++input) first_error.Update(AskInput(input, batch));
  for (auto& stream : streams_) {
    if (stream->spec().state.has_value() && stream->used()) first_error.Update(AskFor(*stream, batch.time).status());
  }
  return first_error;
}

// As Spark, which makes all jobs of a batch before the first one runs.
std::vector<StreamGraph::OutputRun> StreamGraph::AskForOutputs(const BatchKey& batch) {
  std::vector<OutputRun> runs;
  for (const StreamOutput& output : outputs_) {
    absl::StatusOr<Rdd> rdd = AskFor(*output.stream, batch.time);
    if (!rdd.ok() || *rdd != nullptr) runs.push_back({output, std::move(rdd)});
  }
  return runs;
}

void StreamGraph::RunOutput(OutputRun& run, int number, const BatchKey& batch) {
  run.result = run.rdd.status();
  if (!run.rdd.ok()) return;
  const Clock& clock = jobs_.runtime().clock();
  OutputRecord record{.name = run.output.name, .started = clock.CalendarNow()};
  if (observer_) observer_(OutputEvent{.batch = batch, .number = number, .output = record});
  LocalProperties()[kOutputOpProperty] = std::to_string(number);
  run.result = CallUserCode([&] { return run.output.output->Write(*run.rdd, batch.time); });
  LocalProperties().erase(kOutputOpProperty);
  record.ended = clock.CalendarNow();
  record.result = run.result;
  if (observer_) observer_(OutputEvent{.batch = batch, .number = number, .output = record});
}

absl::Status StreamGraph::RunStreams(const BatchKey& batch) {
  absl::Status streams = AskStreams(batch);
  std::vector<OutputRun> runs = AskForOutputs(batch);
  const bool what_arrives = std::any_of(inputs_.begin(), inputs_.end(),
                                        [](const Input& input) { return input.source && input.source->arrives(); });
  const absl::Status noted = checkpoints_.OnBatchBegun(what_arrives);
  if (!noted.ok()) runs.clear();
  streams.Update(noted);
  lanes_->Queue(batch.time, static_cast<int>(runs.size()));
  timeline_->EndAsking();
  lanes_->Run(batch.time, [&](int number) { RunOutput(runs[number], number, batch); });
  auto first = std::find_if(runs.begin(), runs.end(), [](const auto& run) { return absl::IsCancelled(run.result); });
  if (first == runs.end() && !streams.ok()) return streams;
  if (first == runs.end()) {
    first = std::find_if(runs.begin(), runs.end(), [](const auto& run) { return !run.result.ok(); });
  }
  if (first == runs.end()) return absl::OkStatus();
  return Annotate(first->result, "Error running job streaming job ", batch.time.value(), " ms.", first - runs.begin());
}

absl::Status StreamGraph::EndStreams(BatchTime batch, absl::Status result) {
  const BatchTime kept = std::min(batch, timeline_->first_failed().value_or(batch));
  for (auto& stream : streams_) {
    const std::optional<StateTraits>& state = stream->spec().state;
    if (state && state->finish && result.ok()) result.Update(CallUserCode([&] { state->finish(batch); }));
    const bool is_had_again = !result.ok() || timeline_->first_failed().has_value();
    if (!stream->SavesState() || !is_had_again) {
      result.Update(Annotate(CallUserCode([&] { stream->Save(batch, kept); }), "cannot save a batch for a later run"));
    }
    stream->ForgetAfter(batch);
  }
  for (const auto& received : received_) received->OnBatchEnded(kept, interval_);
  return result;
}

// Behind the checkpoint: until that is written, a later run may begin with this batch.
absl::Status StreamGraph::CommitSources(BatchTime batch) {
  TurnLock turn(&timeline_->turn());
  absl::Status first_error;
  for (const Input& input : inputs_) {
    if (input.source == nullptr) continue;
    const BatchTime until(batch.value() - absl::ToInt64Milliseconds(input.stream->retention().remember_input()));
    first_error.Update(Annotate(input.source->Commit(until), "commit what was read of ", input.stream->spec().name));
  }
  return first_error;
}

// In the order of batches.
absl::Status StreamGraph::EndBatch(BatchTime batch, absl::Status result) {
  timeline_->WaitToEnd(batch);
  absl::Cleanup ended = [&] { timeline_->End(batch); };
  if (first_cancelled_.has_value()) {
    return absl::CancelledError(StrCat("it runs again after batch ", first_cancelled_->value(), " ms"));
  }
  result = EndStreams(batch, std::move(result));
  if (absl::IsCancelled(result)) first_cancelled_ = batch;  // A later run of the program begins with it.
  if (absl::IsCancelled(result)) return result;
  if (!result.ok() && checkpoints_.writes()) NoteFailure(*timeline_, batch);
  if (timeline_->first_failed().has_value()) return result;
  const absl::Status saved = checkpoints_.OnBatchEnded(batch);
  result.Update(saved);
  if (saved.ok()) result.Update(CommitSources(batch));
  return result;
}

absl::Status StreamGraph::RunBatch(const BatchKey& batch, const BatchBlocks& blocks) {
  timeline_->Begin(batch, blocks);
  absl::Status result;
  {
    const ScopedLocalProperties properties = PropertiesOf(batch.time, checkpoints_.program(), timeline_->done());
    result = RunStreams(batch);
  }
  return EndBatch(batch.time, std::move(result));
}

// Its streams are asked all the same: later batches may look back at it.
absl::Status StreamGraph::FailBatch(const BatchKey& batch, const BatchBlocks& blocks, const absl::Status& why) {
  timeline_->Begin(batch, blocks);
  AskStreams(batch).IgnoreError();
  timeline_->EndAsking();
  return EndBatch(batch.time, why);
}

// Without a checkpoint a later run would begin anew.
absl::Status StreamGraph::SaveUnfinished(const BatchKey& batch, const BatchBlocks& blocks) {
  if (blocks.empty()) return absl::OkStatus();
  timeline_->SetFirst(batch.time);
  SLUICE_RETURN_IF_ERROR(checkpoints_.OnBatchBegun(/*what_arrives=*/false));
  return CallUserCode([&] {
    for (const auto& received : received_) {
      auto found = blocks.find(received->spec().id);
      if (found != blocks.end()) received->SaveUnfinished(jobs_, batch, found->second);
    }
  });
}

bool StreamGraph::GoesOnFromFormerBatches() const {
  return std::any_of(streams_.begin(), streams_.end(),
                     [](const auto& stream) { return stream->spec().state.has_value(); });
}

}  // namespace sluice
