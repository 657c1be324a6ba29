#include "engine/dstream/stream_graph.h"

#include <exception>
#include <mutex>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/codec/codec.h"
#include "common/codec/stable_hash.h"
#include "engine/rdd/lineage.h"
#include "engine/rdd/local_properties.h"

namespace sluice {

absl::Status CatchExceptions(const std::function<void()>& user_code) {
  try {
    user_code();
    return absl::OkStatus();
  } catch (const std::exception& error) {
    return absl::AbortedError(error.what());
  } catch (...) {
    return absl::AbortedError("an exception that is no std::exception was thrown");
  }
}

std::shared_ptr<StreamNode> StreamGraph::AddStream(StreamSpec spec) {
  streams_.push_back(std::make_shared<StreamNode>(timeline_, std::move(spec)));
  return streams_.back();
}

std::shared_ptr<StreamNode> StreamGraph::AddGenerated(GeneratedInput input) {
  input_streams_.push_back(AddStream({.name = input.name, .slide = interval_, .compute = std::move(input.compute)}));
  generated_.push_back(std::move(input));
  return input_streams_.back();
}

std::shared_ptr<StreamNode> StreamGraph::AddInput(InputStreamSpec input, OperatorRef reader) {
  input.id = StreamId(static_cast<int32_t>(inputs_.size()));
  inputs_.push_back(std::move(input));
  auto compute = [this, id = inputs_.back().id, reader = std::move(reader)](BatchTime batch) {
    bool is_current = blocks_ != nullptr && batch == current_ && blocks_->count(id) != 0;
    return BlockRdd(jobs_, reader, is_current ? blocks_->at(id) : StreamBlocks());
  };
  received_streams_.push_back(AddGenerated({.name = "ReceiverInputDStream", .compute = std::move(compute)}));
  received_streams_.back()->SetReceived();
  return received_streams_.back();
}

uint64_t StreamGraph::Fingerprint() const {
  Writer shape;
  EncodeTo(shape, static_cast<uint64_t>(outputs_.size()));
  for (const auto& stream : streams_) EncodeTo(shape, stream->spec().name, absl::ToInt64Milliseconds(stream->slide()));
  return HashBytes(shape.view());
}

StreamCheckpoint StreamGraph::CheckpointAfter(BatchTime batch) const {
  std::lock_guard lock(timeline_->mu);
  StreamCheckpoint checkpoint{.interval_millis = absl::ToInt64Milliseconds(interval_),
                              .zero = timeline_->zero->value(),
                              .last_finished = batch.value(),
                              .fingerprint = Fingerprint()};
  for (const GeneratedInput& input : generated_) {
    checkpoint.inputs.push_back({input.name, input.save ? input.save() : std::string()});
  }
  return checkpoint;
}

absl::Status StreamGraph::Resume(const StreamCheckpoint& checkpoint) {
  int64_t interval = absl::ToInt64Milliseconds(interval_);
  if (checkpoint.interval_millis != interval || checkpoint.fingerprint != Fingerprint() ||
      checkpoint.inputs.size() != generated_.size()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "it was written by a program with other streams: its interval=", checkpoint.interval_millis,
        " ms streams=", checkpoint.fingerprint, ", here interval=", interval, " ms streams=", Fingerprint()));
  }
  std::lock_guard lock(timeline_->mu);
  for (size_t i = 0; i < generated_.size(); ++i) {
    if (!generated_[i].restore) continue;
    SLUICE_RETURN_IF_ERROR(guard_([&] { generated_[i].restore(checkpoint.inputs[i].data); }));
  }
  timeline_->zero = BatchTime(checkpoint.zero);
  timeline_->start = BatchTime(checkpoint.last_finished);
  timeline_->last = timeline_->start;
  return absl::OkStatus();
}

StreamingPlan StreamGraph::PlanOf(std::shared_ptr<StreamGraph> graph) {
  for (auto& stream : graph->streams_) stream->Remember(graph->remember_);
  StreamingPlan plan{.interval = graph->interval_, .inputs = graph->inputs_};
  for (auto& stream : graph->received_streams_) plan.remember = std::max(plan.remember, stream->remember());
  if (graph->timeline_->zero.has_value()) plan.last_finished = graph->timeline_->start;
  plan.run_batch = [graph = std::move(graph)](BatchTime batch, const BatchBlocks& blocks) {
    return graph->RunBatch(batch, blocks);
  };
  return plan;
}

void StreamGraph::BeginBatch(BatchTime batch, const BatchBlocks& blocks) {
  std::lock_guard lock(timeline_->mu);
  if (!timeline_->zero.has_value()) {
    timeline_->start = BatchTime(batch.value() - absl::ToInt64Milliseconds(interval_));
    timeline_->zero = timeline_->start;
  }
  timeline_->last = batch;
  current_ = batch;
  blocks_ = &blocks;
}

absl::StatusOr<Rdd> StreamGraph::AskFor(StreamNode& stream, BatchTime batch) {
  Rdd rdd;
  SLUICE_RETURN_IF_ERROR(guard_([&] { rdd = stream.Get(batch); }));
  return rdd;
}

absl::Status StreamGraph::RunOutput(const StreamOutput& output, int number, const Rdd& rdd, BatchTime batch) {
  if (observer_) observer_({batch, number, output.name, std::nullopt});
  absl::Status result = guard_([&] { output.run(rdd, batch); });
  if (observer_) observer_({batch, number, output.name, result});
  return result;
}

absl::Status StreamGraph::RunOutputs(BatchTime batch) {
  std::mutex mu;  // Of what follows: the graph may be asked by one thread at a time.
  size_t next = 0;
  std::vector<absl::Status> results;
  auto run_next = [&] {
    std::unique_lock lock(mu);
    while (next < outputs_.size()) {
      const StreamOutput& output = outputs_[next++];
      absl::StatusOr<Rdd> rdd = AskFor(*output.stream, batch);
      if (rdd.ok() && *rdd == nullptr) continue;
      const size_t number = results.size();
      results.push_back(rdd.status());
      if (!rdd.ok()) continue;
      lock.unlock();
      absl::Status result = RunOutput(output, static_cast<int>(number), *rdd, batch);
      lock.lock();
      results[number] = std::move(result);
    }
  };
  std::vector<std::thread> helpers;
  const size_t threads = std::min<size_t>(concurrent_jobs_, outputs_.size());
  for (size_t i = 1; i < threads; ++i) {
    helpers.emplace_back([&run_next, properties = LocalProperties()] {
      LocalProperties() = properties;
      run_next();
    });
  }
  run_next();
  for (std::thread& helper : helpers) helper.join();
  absl::Status first_error;
  for (size_t i = 0; i < results.size(); ++i) {
    first_error.Update(Annotate(results[i], "Error running job streaming job ", batch.value(), " ms.", i));
  }
  return first_error;
}

absl::Status StreamGraph::RunBatch(BatchTime batch, const BatchBlocks& blocks) {
  absl::Status first_error;
  BeginBatch(batch, blocks);
  for (auto& input : input_streams_) first_error.Update(AskFor(*input, batch).status());
  for (auto& stream : streams_) {
    if (stream->spec().in_order) first_error.Update(AskFor(*stream, batch).status());
  }
  first_error.Update(RunOutputs(batch));
  for (auto& stream : streams_) {
    if (stream->spec().finish && first_error.ok()) {
      first_error.Update(guard_([&] { stream->spec().finish(batch); }));
    }
    first_error.Update(Annotate(guard_([&] { stream->Save(batch); }), "cannot save a batch for a later run"));
    stream->ForgetAfter(batch);
  }
  std::lock_guard lock(timeline_->mu);
  blocks_ = nullptr;
  return first_error;
}

}  // namespace sluice
