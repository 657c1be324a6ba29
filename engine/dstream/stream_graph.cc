#include "engine/dstream/stream_graph.h"

#include <exception>
#include <limits>
#include <mutex>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/codec/codec.h"
#include "common/codec/stable_hash.h"
#include "engine/lineage/lineage.h"
#include "engine/task/local_properties.h"

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
  input_streams_.push_back(AddStream({.name = input.name,
                                      .slide = interval_,
                                      .gives_once = input.gives_once,
                                      .arrives = input.arrives,
                                      .compute = std::move(input.compute)}));
  generated_.push_back(std::move(input));
  return input_streams_.back();
}

std::shared_ptr<StreamNode> StreamGraph::AddInput(InputStreamSpec input, OperatorRef reader, RddFiles files) {
  input.id = StreamId(static_cast<int32_t>(input_streams_.size()));
  received_.push_back(std::make_unique<Received>(Received{std::move(input), std::move(reader), std::move(files)}));
  Received& received = *received_.back();
  auto compute = [this, &received](BatchTime batch) { return ReceivedRdd(received, batch); };
  received.stream = AddGenerated({.name = "ReceiverInputDStream", .compute = std::move(compute), .arrives = true});
  received.stream->SetReceived();
  return received.stream;
}

Rdd StreamGraph::ReceivedRdd(const Received& received, BatchTime batch) const {
  StreamBlocks blocks;
  auto running = running_.find(batch);
  if (running != running_.end() && running->second->contains(received.input.id)) {
    blocks = running->second->at(received.input.id);
  }
  const bool is_new = blocks.empty();
  Rdd rdd = BlockRdd(jobs_, received.reader, std::move(blocks));
  if (!received.unfinished_until.has_value() || batch > *received.unfinished_until) return rdd;
  Rdd unfinished = received.unfinished->Load(batch);
  if (unfinished == nullptr) return rdd;
  return is_new ? unfinished : received.files.unite(unfinished, rdd);
}

void StreamGraph::SetConcurrentJobs(int jobs) {
  concurrent_jobs_ = jobs;
  slots_ = std::make_unique<JobSlots>(jobs);
}

void StreamGraph::SaveIn(const std::string& folder) {
  for (size_t i = 0; i < streams_.size(); ++i) {
    // What streams without a uid saved is of other streams, if the program has changed.
    const std::string number = absl::StrCat(i, generation_ == 0 ? "" : absl::StrCat("-", generation_));
    streams_[i]->SaveIn(absl::StrCat(folder, "/batches/", streams_[i]->SavedName(number)));
  }
  for (auto& received : received_) {
    received->unfinished.emplace(absl::StrCat(folder, "/unfinished/", received->input.id.value()), received->files);
    const bool goes_on = timeline_->zero.has_value();
    if (goes_on) received->unfinished_until = received->unfinished->Newest();
    if (!goes_on) received->unfinished->RemoveUntil(BatchTime(std::numeric_limits<int64_t>::max()));
  }
}

uint64_t StreamGraph::Fingerprint() const {
  Writer shape;
  EncodeTo(shape, static_cast<uint64_t>(outputs_.size()));
  for (const auto& stream : streams_) EncodeTo(shape, stream->spec().name, absl::ToInt64Milliseconds(stream->slide()));
  return HashBytes(shape.view());
}

// Each state is found by a name that does not depend on other streams.
bool StreamGraph::CanChange() const {
  bool has_state = false;
  for (const auto& stream : streams_) {
    if (stream->state_name().empty()) continue;
    if (!stream->has_uid()) return false;
    has_state = true;
  }
  return has_state;
}

bool StreamGraph::HasInputs(const StreamCheckpoint& checkpoint) const {
  return std::equal(checkpoint.inputs.begin(), checkpoint.inputs.end(), generated_.begin(), generated_.end(),
                    [](const StreamCheckpoint::Input& a, const GeneratedInput& b) { return a.name == b.name; });
}

StreamCheckpoint StreamGraph::CheckpointAfter(BatchTime batch) const {
  std::lock_guard lock(timeline_->mu);
  StreamCheckpoint checkpoint{.interval_millis = absl::ToInt64Milliseconds(interval_),
                              .zero = timeline_->zero.value_or(BatchTime()).value(),
                              .last_finished = batch.value(),
                              .fingerprint = Fingerprint(),
                              .generation = generation_};
  for (const GeneratedInput& input : generated_) {
    checkpoint.inputs.push_back({input.name, input.save ? input.save() : std::string()});
  }
  return checkpoint;
}

absl::Status StreamGraph::Resume(const StreamCheckpoint& checkpoint) {
  int64_t interval = absl::ToInt64Milliseconds(interval_);
  const bool has_changed = checkpoint.fingerprint != Fingerprint();
  if (checkpoint.interval_millis != interval || (has_changed && !CanChange()) || !HasInputs(checkpoint)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "it was written by a program with other streams: its interval=", checkpoint.interval_millis,
        " ms streams=", checkpoint.fingerprint, ", here interval=", interval, " ms streams=", Fingerprint(),
        "; a program can be changed, but for its interval and inputs, if all its streams with state have a uid"));
  }
  generation_ = checkpoint.generation + (has_changed ? 1 : 0);
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
  for (auto& input : graph->input_streams_) input->RememberInputs(graph->remember_);
  for (auto& output : graph->outputs_) output.stream->RememberInputs(graph->remember_);
  StreamingPlan plan{.interval = graph->interval_};
  for (auto& received : graph->received_) {
    plan.inputs.push_back(received->input);
    plan.remember = std::max(plan.remember, received->stream->remember());
  }
  if (!graph->HasOrder()) plan.concurrent_batches = graph->concurrent_jobs_;
  if (graph->checkpointer_) {
    plan.save_batch = [graph](BatchTime batch, const BatchBlocks& blocks) {
      return graph->SaveUnfinished(batch, blocks);
    };
  }
  if (graph->timeline_->zero.has_value()) plan.last_finished = graph->timeline_->start;
  plan.run_batch = [graph = std::move(graph)](BatchTime batch, const BatchBlocks& blocks) {
    return graph->RunBatch(batch, blocks);
  };
  return plan;
}

void StreamGraph::BeginBatch(BatchTime batch, const BatchBlocks& blocks) {
  std::unique_lock lock(timeline_->mu);
  batch_changed_.wait(lock, [&] { return IsNext(batch); });
  if (!timeline_->zero.has_value()) {
    timeline_->start = BatchTime(batch.value() - absl::ToInt64Milliseconds(interval_));
    timeline_->zero = timeline_->start;
  }
  timeline_->last = batch;
  running_[batch] = &blocks;
  batch_changed_.notify_all();
}

// Threads that run batches side by side may come in any order.
bool StreamGraph::IsNext(BatchTime batch) const {
  const bool is_first = !timeline_->zero.has_value();
  return is_first || concurrent_jobs_ == 1 ||
         batch.value() == timeline_->last.value() + absl::ToInt64Milliseconds(interval_);
}

absl::StatusOr<Rdd> StreamGraph::AskFor(StreamNode& stream, BatchTime batch) {
  Rdd rdd;
  SLUICE_RETURN_IF_ERROR(guard_([&] { rdd = stream.Get(batch); }));
  return rdd;
}

absl::Status StreamGraph::AskInput(size_t input, BatchTime batch) {
  SLUICE_RETURN_IF_ERROR(AskFor(*input_streams_[input], batch).status());
  if (!observer_ || !generated_[input].describe) return absl::OkStatus();
  std::lock_guard lock(timeline_->mu);
  observer_(InputEvent{batch, StreamId(static_cast<int32_t>(input)), generated_[input].describe(batch)});
  return absl::OkStatus();
}

absl::Status StreamGraph::RunOutput(const StreamOutput& output, int number, const Rdd& rdd, BatchTime batch) {
  if (observer_) observer_(OutputEvent{batch, number, output.name, std::nullopt});
  LocalProperties()[kOutputOpProperty] = std::to_string(number);
  absl::Status result = guard_([&] { output.run(rdd, batch); });
  LocalProperties().erase(kOutputOpProperty);
  if (observer_) observer_(OutputEvent{batch, number, output.name, result});
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
      slots_->Take(batch, number);
      absl::Status result = RunOutput(output, static_cast<int>(number), *rdd, batch);
      slots_->Give();
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
  auto first =
      std::find_if(results.begin(), results.end(), [](const auto& result) { return absl::IsCancelled(result); });
  if (first == results.end()) {
    first = std::find_if(results.begin(), results.end(), [](const auto& result) { return !result.ok(); });
  }
  if (first == results.end()) return absl::OkStatus();
  return Annotate(*first, "Error running job streaming job ", batch.value(), " ms.", first - results.begin());
}

absl::Status StreamGraph::RunStreams(BatchTime batch) {
  absl::Status first_error;
  for (size_t input = 0; input < input_streams_.size(); ++input) first_error.Update(AskInput(input, batch));
  for (auto& stream : streams_) {
    if (stream->spec().in_order && stream->used()) first_error.Update(AskFor(*stream, batch).status());
  }
  absl::Status outputs = RunOutputs(batch);
  return absl::IsCancelled(outputs) || first_error.ok() ? outputs : first_error;
}

absl::Status StreamGraph::EndStreams(BatchTime batch, absl::Status result) {
  for (auto& stream : streams_) {
    if (stream->spec().finish && result.ok()) result.Update(guard_([&] { stream->spec().finish(batch); }));
    result.Update(Annotate(guard_([&] { stream->Save(batch); }), "cannot save a batch for a later run"));
    stream->ForgetAfter(batch);
  }
  return result;
}

absl::Status StreamGraph::EndBatch(BatchTime batch, absl::Status result) {
  if (cancelled_.has_value()) {
    return absl::CancelledError(absl::StrCat("it runs again after batch ", cancelled_->value(), " ms"));
  }
  result = EndStreams(batch, std::move(result));
  for (auto& received : received_) {
    if (received->unfinished_until.has_value()) received->unfinished->RemoveOld(batch, interval_);
  }
  if (absl::IsCancelled(result)) cancelled_ = batch;  // A later run of the program begins with it.
  if (!absl::IsCancelled(result) && checkpointer_) {
    result.Update(Annotate(checkpointer_(CheckpointAfter(batch)), "write checkpoint"));
  }
  return result;
}

absl::Status StreamGraph::RunBatch(BatchTime batch, const BatchBlocks& blocks) {
  BeginBatch(batch, blocks);
  LocalProperties()[kBatchTimeProperty] = std::to_string(batch.value());
  absl::Status result = RunStreams(batch);
  LocalProperties().erase(kBatchTimeProperty);
  {
    std::unique_lock lock(timeline_->mu);
    batch_changed_.wait(lock, [&] { return running_.begin()->first == batch; });
  }
  result = EndBatch(batch, std::move(result));
  std::lock_guard lock(timeline_->mu);
  running_.erase(batch);
  batch_changed_.notify_all();
  return result;
}

absl::Status StreamGraph::SaveUnfinished(BatchTime batch, const BatchBlocks& blocks) {
  return guard_([&] {
    for (auto& received : received_) {
      auto found = blocks.find(received->input.id);
      if (found == blocks.end()) continue;
      received->unfinished->Save(batch, BlockRdd(jobs_, received->reader, found->second), batch);
    }
  });
}

bool StreamGraph::HasOrder() const {
  return std::any_of(streams_.begin(), streams_.end(), [](const auto& stream) { return stream->spec().in_order; });
}

}  // namespace sluice
