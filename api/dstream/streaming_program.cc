#include "api/dstream/streaming_program.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "api/core/error.h"
#include "api/dstream/former_states.h"
#include "api/dstream/program_names.h"
#include "api/listener/listener_bus.h"
#include "common/actor/condition.h"
#include "common/actor/runtime.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/files.h"
#include "common/fs/objects/object_path.h"
#include "common/observe/logging.h"
#include "common/process/standard_output.h"
#include "common/settings/streaming.h"
#include "engine/dstream/stream_graph.h"
#include "engine/dstream/streaming_backend.h"
#include "engine/source/function_output.h"
#include "state/checkpoint/lease.h"

namespace sluice::internal {
namespace {

constexpr absl::Duration kListenersWait = absl::Seconds(10);  // Listeners are told the end by then, or not at all.

// As Spark's require: names the violated rule.
template <class... Parts>
void Require(bool holds, const Parts&... rule) {
  if (!holds) throw Error(absl::FailedPreconditionError(StrCat("requirement failed: ", rule...)));
}

std::string Text(absl::Duration duration) { return Duration(absl::ToInt64Milliseconds(duration)).toString(); }

void CheckInterval(const std::string& stream, absl::Duration interval, absl::Duration slide) {
  std::string start = StrCat("The checkpoint interval for ", stream, " has been set to ", Text(interval));
  Require(interval >= slide, start, " which is lower than its slide time (", Text(slide),
          "). Please set it to at least ", Text(slide), ".");
  Require(interval % slide == absl::ZeroDuration(), start, " which not a multiple of its slide time (", Text(slide),
          "). Please set it to a multiple of ", Text(slide), ".");
}

// Streams that are made one of another call each other, batch by batch.
void CheckDepth(const StreamSpec& spec) {
  constexpr int kDepthMax = 1000;
  for (const auto& parent : spec.parents) {
    if (parent->depth() < kDepthMax) continue;
    throw Error(absl::FailedPreconditionError(StrCat(
        "too many DStreams are made one of the other: depth=", parent->depth() + 1, " max=", kDepthMax,
        "; put several functions into one, and unite all streams at once: checkpoint makes a DStream no shorter")));
  }
}

Mutex started_mu;
// Of each application the last one that began to start. A process has one application, a simulation many.
std::map<const Application*, std::weak_ptr<StreamingProgram>> started_programs ABSL_GUARDED_BY(started_mu);

std::optional<StreamCheckpoint> NewestIn(Application& app, const std::string& folder) {
  return ValueOrThrow(StreamCheckpointFolder(app.streaming().checkpoint_files(), folder).ReadNewest());
}

// What is in the log needs no second copy.
void WriteAhead(StreamingPlan& plan) {
  if (plan.checkpoint_folder.empty()) {
    throw Error(absl::FailedPreconditionError(
        "Cannot enable receiver write-ahead log without checkpoint directory set. Please use "
        "StreamingContext.checkpoint() to set the checkpoint directory."));
  }
  if (IsObjectPath(plan.checkpoint_folder)) {
    throw Error(absl::FailedPreconditionError(StrCat(
        "the receiver write-ahead log needs a checkpoint directory on a disk which all machines share: directory=",
        ParseObjectPath(plan.checkpoint_folder).Text(), "; set ", settings::kReceiverWriteAheadLog.key,
        "=false, then blocks are as safe as their copies")));
  }
  plan.write_ahead_log = true;
  int most = 1;
  for (InputStreamSpec& input : plan.inputs) most = std::max(most, std::exchange(input.replication, 1));
  if (most == 1) return;
  LogWarning("streaming", "Storage level replication ", most,
             " is unnecessary when write ahead log is enabled, change to replication 1");
}

std::optional<int64_t> LastFinished(const std::optional<StreamCheckpoint>& checkpoint) {
  return checkpoint.has_value() ? std::optional(checkpoint->last_finished) : std::nullopt;
}

// As long as they may be written: by whoever has the lease.
void KeepCheckpointsOf(StreamGraph& graph, const std::string& folder, const Lease& lease) {
  ThrowIfError(graph.SaveIn({.files = lease.files(), .folder = folder, .token = lease.token()}));
  graph.SetCheckpointer([files = lease.files(), folder](const StreamCheckpoint& checkpoint) {
    return StreamCheckpointFolder(*files, folder).Write(checkpoint);
  });
}

void SaveDescription(StreamCheckpointFolder folder, const std::string& program,
                     const StreamingProgram::Describe& describe) {
  const std::optional<std::string> description = describe(folder.DescriptionPath(program));
  if (!description.has_value()) return;
  ThrowIfError(Annotate(folder.WriteDescription(program, *description), "cannot save the description of the program"));
}

// A state that is RDDs is checkpointed where the application says, too.
bool NeedsFolder(const StreamNode& stream, const Application& app) {
  const std::optional<StateTraits>& state = stream.spec().state;
  if (!state.has_value()) return stream.checkpoint_interval().has_value();
  return !state->is_rdds || !app.getCheckpointDir().has_value();
}

// By their tokens newer files are told from those of former holders.
void CheckIsLater(const Lease& lease, int64_t checkpoint_token) {
  if (lease.token() > checkpoint_token) return;
  throw Error(absl::DataLossError(StrCat(
      "the checkpoint directory ", lease.directory(), " is not whole: ", lease.PathOf(checkpoint_token),
      " is gone, or a later lease: the newest checkpoint was written under token ", checkpoint_token,
      ", and this program got ", lease.token(), "; bring it back, or begin anew in an empty checkpoint directory")));
}

}  // namespace

struct StreamingProgram::Life {
  explicit Life(Runtime& runtime) : changed(runtime) {}

  Mutex mu;
  Condition changed;
  StreamingContextState state ABSL_GUARDED_BY(mu) = StreamingContextState::INITIALIZED;
  absl::Status outcome ABSL_GUARDED_BY(mu);  // What waiting says after the stop.
};

StreamingProgram::StreamingProgram(Application& app, Duration interval, Describe describe)
    : app_(app),
      graph_(std::make_shared<StreamGraph>(app.jobs(), absl::Milliseconds(interval.milliseconds()))),
      describe_(std::move(describe)),
      names_(std::make_unique<ProgramNames>()),
      listeners_(std::make_shared<ListenerBus>(app.runtime())),
      life_(std::make_unique<Life>(app.runtime())) {
  if (interval.milliseconds() <= 0) {
    throw Error(
        absl::InvalidArgumentError(StrCat("the batch interval must be at least 1 ms: interval=", interval.toString())));
  }
  const std::string folder = app.conf().Get(settings::kCheckpointDirectory);
  if (!folder.empty()) SetCheckpointFolder(folder);
  graph_->SetConcurrentJobs(static_cast<int>(ValueOrThrow(app.conf().Get(settings::kConcurrentJobs))));
}

StreamingProgram::~StreamingProgram() = default;

Duration StreamingProgram::interval() const { return Duration(absl::ToInt64Milliseconds(graph_->interval())); }

std::shared_ptr<StreamNode> StreamingProgram::AddStream(StreamSpec spec) {
  CheckCanChange();
  CheckDepth(spec);
  return graph_->AddStream(std::move(spec));
}

std::shared_ptr<StreamNode> StreamingProgram::AddInput(OperatorRef receiver, OperatorRef reader, RddFiles files,
                                                       int replication, std::string preferred_host) {
  CheckCanChange();
  absl::Duration block_interval = ValueOrThrow(app_.conf().Get(settings::kBlockInterval));
  return graph_->AddInput({.receiver = std::move(receiver),
                           .replication = replication,
                           .block_interval = block_interval,
                           .preferred_host = std::move(preferred_host)},
                          std::move(reader), std::move(files));
}

std::shared_ptr<StreamNode> StreamingProgram::AddSource(std::string name, std::shared_ptr<BatchSource> source) {
  CheckCanChange();
  return graph_->AddSource(std::move(name), std::move(source));
}

void StreamingProgram::AddOutput(std::string name, std::shared_ptr<StreamNode> stream,
                                 std::function<void(const Rdd&, BatchTime)> run) {
  CheckCanChange();
  auto output = std::make_shared<FunctionOutput>([name, run = std::move(run)](const Rdd& rows, BatchTime batch) {
    run(rows, batch);
    ThrowIfError(Annotate(FlushOutput(), name));  // It may have printed.
  });
  graph_->AddOutput({std::move(name), std::move(stream), std::move(output)});
}

void StreamingProgram::SetUid(StreamNode& stream, const std::string& uid) {
  CheckBeforeStart("uid");
  names_->AddUid(uid);
  if (!stream.SetUid(uid)) {
    throw Error(absl::InvalidArgumentError(
        StrCat("a uid is for a stream with state, and for one that has none yet: uid=", uid)));
  }
}

void StreamingProgram::Remember(Duration duration) {
  Require(!remember_.has_value(), "Remember duration already set as ", remember_.value_or(duration).toString(),
          ". Cannot set it again.");
  remember_ = duration;
  if (State() == StreamingContextState::INITIALIZED) graph_->Remember(absl::Milliseconds(duration.milliseconds()));
}

void StreamingProgram::SetCheckpointFolder(std::string folder) {
  if (State() != StreamingContextState::INITIALIZED) return;
  app_.setCheckpointDir(folder);
  checkpoint_folder_ = folder.empty() ? "" : CheckpointDirectory(folder);
  if (folder.empty()) return;
  ThrowIfError(
      Annotate(app_.streaming().checkpoint_files().MakeFolder(checkpoint_folder_), "set the checkpoint directory"));
}

void StreamingProgram::Resume(const std::string& folder) {
  std::optional<StreamCheckpoint> checkpoint = NewestIn(app_, CheckpointDirectory(folder));
  resumed_ = {CheckpointDirectory(folder), LastFinished(checkpoint)};
  if (!checkpoint.has_value()) {
    return WarnOfStatesIn(app_.streaming().checkpoint_files(), CheckpointDirectory(folder));
  }
  resumed_->lease_token = checkpoint->token;
  resumed_->former_block_log = checkpoint->receives ? checkpoint->token : 0;
  LogInfo("streaming", "goes on from the checkpoint in ", folder, ": last finished batch ", checkpoint->last_finished,
          " ms");
  ThrowIfError(Annotate(graph_->Resume(*checkpoint), "Failed to read checkpoint from directory ", folder));
  CheckStatesIn(CheckpointDirectory(folder), app_.streaming().checkpoint_files(), *graph_, *checkpoint);
}

std::shared_ptr<Lease> StreamingProgram::TakeLease() const {
  if (checkpoint_folder_.empty()) return nullptr;
  const Lease::Claim claim{.directory = checkpoint_folder_, .application = app_.id(), .life = app_.streaming().life()};
  std::shared_ptr<Lease> lease = ValueOrThrow(Lease::Take(app_.runtime(), app_.streaming().checkpoint_files(), claim));
  CheckStillNewest(checkpoint_folder_);
  if (resumed_.has_value() && resumed_->folder == checkpoint_folder_) CheckIsLater(*lease, resumed_->lease_token);
  return lease;
}

// Another program may have run on the folder after it was read here.
void StreamingProgram::CheckStillNewest(const std::string& folder) const {
  if (!resumed_.has_value() || resumed_->folder != folder) return;
  const std::optional<int64_t> now = LastFinished(NewestIn(app_, folder));
  if (now == resumed_->last_finished) return;
  auto text = [](std::optional<int64_t> time) { return time.has_value() ? StrCat(*time, " ms") : "none"; };
  throw Error(absl::FailedPreconditionError(
      StrCat("another program has used the checkpoint directory ", folder, " since it was read: last batch then=",
             text(resumed_->last_finished), " now=", text(now), "; call getOrCreate again")));
}

StreamingPlan StreamingProgram::MakePlan() {
  std::shared_ptr<Lease> lease = TakeLease();
  graph_->SetObserver([&backend = app_.streaming()](ProgramEvent event) { backend.Tell(std::move(event)); });
  const bool goes_on = resumed_.has_value() && resumed_->folder == checkpoint_folder_;
  if (lease != nullptr) {
    checkpoint_files_ = lease->files();
    checkpoint_folder_ = lease->directory();
    KeepCheckpointsOf(*graph_, checkpoint_folder_, *lease);
    if (describe_) SaveDescription({*checkpoint_files_, checkpoint_folder_}, graph_->program(), describe_);
  }
  StreamingPlan plan = StreamGraph::PlanOf(graph_);
  plan.checkpoint_folder = checkpoint_folder_;
  plan.goes_on = goes_on;
  if (goes_on) plan.former_block_log = resumed_->former_block_log;
  if (!plan.inputs.empty() && ValueOrThrow(app_.conf().Get(settings::kReceiverWriteAheadLog))) WriteAhead(plan);
  plan.on_event = [bus = listeners_](StreamingEvent event) { bus->Post(std::move(event)); };
  // It is held as long as the plan lives: that goes on if this context is forgotten while it is active.
  plan.lease = lease;
  if (lease == nullptr) return plan;
  plan.run_batch = [run = std::move(plan.run_batch), fail = plan.fail_batch, lease](const BatchKey& batch,
                                                                                    const BatchBlocks& blocks) {
    const absl::Status held = lease->Check();
    return held.ok() ? run(batch, blocks) : fail(batch, blocks, held);
  };
  plan.save_batch = [save = std::move(plan.save_batch), lease](const BatchKey& batch,
                                                               const BatchBlocks& blocks) -> absl::Status {
    SLUICE_RETURN_IF_ERROR(lease->Check());
    return save(batch, blocks);
  };
  return plan;
}

bool StreamingProgram::AwaitTermination(absl::Duration timeout) {
  return Await(timeout, &StreamingBackend::AwaitTermination);
}

bool StreamingProgram::AwaitSourcesClosed(absl::Duration timeout) {
  return Await(timeout, &StreamingBackend::AwaitSourcesClosed);
}

std::shared_ptr<StreamingProgram> StreamingProgram::Active() {
  MutexLock lock(&started_mu);
  for (const auto& [owner, last] : started_programs) {
    std::shared_ptr<StreamingProgram> program = last.lock();
    if (program != nullptr && program->State() == StreamingContextState::ACTIVE) return program;
  }
  return nullptr;
}

void StreamingProgram::Start(std::source_location where) {
  if (!BeginStart(where)) return LogWarning("streaming", "StreamingContext has already been started");
  absl::Cleanup failed = [this] { SetState(StreamingContextState::STOPPED); };
  CheckCanStart();
  run_ = ValueOrThrow(app_.streaming().Start(MakePlan()));  // It may have to wait for its checkpoint directory.
  std::move(failed).Cancel();
  SetState(StreamingContextState::ACTIVE);
}

bool StreamingProgram::BeginStart(std::source_location where) {
  MutexLock lock(&started_mu);
  const StreamingContextState state = State();
  if (state == StreamingContextState::STOPPED) {
    throw Error(absl::FailedPreconditionError("StreamingContext has already been stopped"));
  }
  std::weak_ptr<StreamingProgram>& last = started_programs[&app_];
  const std::shared_ptr<StreamingProgram> started = last.lock();
  if (started.get() == this) return false;
  if (started != nullptr && started->State() != StreamingContextState::STOPPED) {
    throw Error(absl::FailedPreconditionError(
        StrCat("Only one StreamingContext may be started in this JVM. Currently running StreamingContext was "
               "started at ",
               started->started_at_)));
  }
  last = weak_from_this();
  started_at_ = StrCat(where.file_name(), ":", where.line());
  std::erase_if(started_programs, [](const auto& entry) { return entry.second.expired(); });
  return true;
}

void StreamingProgram::CheckCanStart() const {
  Require(graph_->has_outputs(), "No output operations registered, so nothing to execute");
  for (const auto& stream : graph_->streams()) {
    if (!stream->used()) continue;
    const std::optional<absl::Duration>& interval = stream->checkpoint_interval();
    Require(!checkpoint_folder_.empty() || !NeedsFolder(*stream, app_),
            "The checkpoint directory has not been set. Please set it by StreamingContext.checkpoint().");
    if (interval.has_value()) CheckInterval(stream->spec().name, *interval, stream->slide());
  }
}

void StreamingProgram::Stop(const StopOptions& options) {
  if (ListenerBus::IsListenerThread()) {
    throw Error(absl::FailedPreconditionError("Cannot stop StreamingContext within listener bus thread."));
  }
  StreamingContextState before = State();
  if (before == StreamingContextState::INITIALIZED) {
    LogWarning("streaming", "StreamingContext has not been started yet");
    SetState(StreamingContextState::STOPPED);
  }
  if (before == StreamingContextState::STOPPED) LogWarning("streaming", "StreamingContext has already been stopped");
  absl::Status stopped;
  if (before == StreamingContextState::ACTIVE) stopped = app_.streaming().Stop(run_, options.graceful);
  if (options.end_application) stopped.Update(app_.streaming().EndApplication(options.graceful));
  ThrowIfError(stopped);
  State();  // Takes note of the end.
  listeners_->Flush(kListenersWait);
}

void StreamingProgram::Advance(absl::Duration by) { ThrowIfError(app_.streaming().Advance(run_, by)); }

bool StreamingProgram::Await(absl::Duration timeout, AwaitRun await) {
  if (State() == StreamingContextState::STOPPED) {  // Its application may be gone.
    MutexLock lock(&life_->mu);
    ThrowIfError(life_->outcome);
    return true;
  }
  const Clock& clock = app_.runtime().clock();
  const absl::Time deadline = clock.Now() + timeout;
  {
    Life& life = *life_;
    MutexLock lock(&life.mu);
    auto is_settled = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(life.mu) {
      return life.state != StreamingContextState::INITIALIZED;
    };
    if (!life.changed.WaitFor(life.mu, timeout, is_settled)) return false;
    if (life.state == StreamingContextState::STOPPED) {
      ThrowIfError(life.outcome);
      return true;
    }
  }
  return ValueOrThrow((app_.streaming().*await)(run_, deadline - clock.Now()));
}

StreamingContextState StreamingProgram::State() {
  MutexLock lock(&life_->mu);
  // It may have been stopped from outside: by SIGTERM, or because the application ends.
  if (life_->state == StreamingContextState::ACTIVE && app_.streaming().state(run_) == StreamingState::kStopped) {
    life_->state = StreamingContextState::STOPPED;
    life_->outcome = app_.streaming().AwaitTermination(run_, absl::ZeroDuration()).status();
  }
  return life_->state;
}

void StreamingProgram::SetState(StreamingContextState state) {
  MutexLock lock(&life_->mu);
  life_->state = state;
  life_->changed.NotifyAll();
}

void StreamingProgram::CheckBeforeStart(const char* what) {
  if (State() == StreamingContextState::INITIALIZED) return;
  throw Error(absl::FailedPreconditionError(
      StrCat("Cannot change ", what, " of a DStream after streaming context has started")));
}

void StreamingProgram::CheckCanChange() {
  StreamingContextState state = State();
  if (state == StreamingContextState::INITIALIZED) return;
  throw Error(absl::FailedPreconditionError(StrCat("Adding new inputs, transformations, and output operations after ",
                                                   state == StreamingContextState::ACTIVE ? "starting" : "stopping",
                                                   " a context is not supported")));
}

}  // namespace sluice::internal
