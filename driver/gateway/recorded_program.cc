#include "driver/gateway/recorded_program.h"

#include <functional>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "api/core/error.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/codec/codec.h"
#include "common/fs/objects/checkpoint_files.h"
#include "common/settings/program_names.h"
#include "driver/gateway/classes/java_streaming_context.h"
#include "driver/gateway/gateway.h"
#include "driver/gateway/java_error.h"
#include "driver/gateway/repeated_calls.h"
#include "engine/dstream/stream_checkpoint.h"

namespace sluice::gateway {
namespace {

// What a later run is told of the program. Codable.
struct ProgramDescription {
  std::map<std::string, std::string, std::less<>> conf;
  int64_t interval_millis = 0;
  std::string refusal;  // Why no later run can go on; empty: one can.
  std::vector<RecordedCall> calls;
};

// Where the new run is started says these, as in Spark.
constexpr std::string_view kOfThisRun[] = {settings::kMaster,
                                           settings::kDriverHost,
                                           settings::kDriverPort,
                                           settings::kDriverBindAddress,
                                           settings::kBlockManagerPort,
                                           settings::kDriverBlockManagerPort,
                                           settings::kUiPort};

Conf ConfOf(const ProgramDescription& described, const Conf& submitted) {
  Conf conf;
  for (const auto& [key, value] : described.conf) conf.Set(key, value);
  for (const std::string_view key : kOfThisRun) {
    const auto set = submitted.values().find(key);
    if (set != submitted.values().end()) conf.Set(set->first, set->second);
  }
  return conf;
}

absl::Status CannotRead(const std::string& folder, std::string_view why) {
  return JavaError(kSparkException, StrCat("Failed to read checkpoint from directory ", folder, ": ", why));
}

absl::StatusOr<ProgramDescription> ReadDescription(const StreamCheckpointFolder& folder, const std::string& program) {
  SLUICE_ASSIGN_OR_RETURN(const std::string bytes, folder.ReadDescription(program));
  ProgramDescription described;
  if (!Decode(bytes, described)) return absl::DataLossError("the description of the program cannot be decoded");
  if (!described.refusal.empty()) return absl::FailedPreconditionError(described.refusal);
  return described;
}

absl::StatusOr<std::shared_ptr<RecordedProgram>> Rebuild(Gateway& gateway, std::shared_ptr<Context> context,
                                                         const ProgramDescription& described, const std::string& folder,
                                                         const std::string& path) {
  SLUICE_ASSIGN_OR_RETURN(const std::shared_ptr<RecordedProgram> program,
                          RecordedProgram::Make(gateway, context, Duration(described.interval_millis)));
  context->SetCheckpointFolder(folder);
  program->SetCheckpointFolder(folder);
  SLUICE_RETURN_IF_ERROR(
      RepeatCalls(gateway, std::make_shared<JavaStreamingContext>(context, program), path, described.calls));
  program->GoOnFrom(folder);
  return program;
}

}  // namespace

RecordedProgram::RecordedProgram(Gateway& gateway, std::shared_ptr<Context> context, Duration interval)
    : StreamingProgram(context->application(), interval, [this](const std::string& path) { return Description(path); }),
      gateway_(gateway),
      context_(std::move(context)) {}

absl::StatusOr<std::shared_ptr<RecordedProgram>> RecordedProgram::Make(Gateway& gateway,
                                                                       std::shared_ptr<Context> context,
                                                                       Duration interval) {
  const Gate::Pass use = context->TryUse();
  if (!use) return absl::FailedPreconditionError("Cannot call methods on a stopped SparkContext.");
  auto program = std::make_shared<RecordedProgram>(gateway, context, interval);
  // From then on it knows that it has stopped, and asks nobody any more.
  context->OnStop([weak = std::weak_ptr<RecordedProgram>(program)] {
    const std::shared_ptr<RecordedProgram> stopped = weak.lock();
    if (stopped == nullptr || stopped->State() != StreamingContextState::INITIALIZED) return;
    stopped->Stop({.graceful = false, .end_application = false});
  });
  return program;
}

std::optional<std::string> RecordedProgram::Description(const std::string& path) {
  if (recovered_calls_.has_value()) return std::nullopt;
  absl::StatusOr<std::vector<RecordedCall>> calls = record_.Save(gateway_, path);
  if (!calls.ok()) {
    const std::shared_ptr<Throwable> cause = ToThrowable(calls.status());
    internal::ThrowIfError(JavaError("java.io.IOException", cause->ToString()));
  }
  return Encode(ProgramDescription{.conf = context_->conf().values(),
                                   .interval_millis = interval().milliseconds(),
                                   .refusal = record_.refusal(),
                                   .calls = *std::move(calls)});
}

void RecordedProgram::GoOnFrom(const std::string& folder) {
  Resume(folder);
  recovered_calls_ = record_.size();
}

absl::Status RecordedProgram::CheckIsAsRecovered() const {
  if (!recovered_calls_.has_value() || *recovered_calls_ == record_.size()) return absl::OkStatus();
  return JavaError(kSparkException,
                   "a DStream that was added to a context from a checkpoint has not been initialized: make all "
                   "streams in the function that is given to getOrCreate");
}

absl::StatusOr<std::shared_ptr<RecordedProgram>> RecoverProgram(Gateway& gateway, const std::string& folder) {
  StreamCheckpointFolder checkpoints(CheckpointFiles(), CheckpointDirectory(folder));
  SLUICE_ASSIGN_OR_RETURN(const std::optional<StreamCheckpoint> newest, checkpoints.ReadNewest());
  if (!newest.has_value()) return nullptr;
  const absl::StatusOr<ProgramDescription> described = ReadDescription(checkpoints, newest->program);
  if (!described.ok()) return CannotRead(folder, ToStd(described.status().message()));
  std::shared_ptr<Context> context = gateway.context();
  const bool is_new = context == nullptr || context->is_stopped();
  if (is_new) {
    SLUICE_ASSIGN_OR_RETURN(context, gateway.NewContext(ConfOf(*described, gateway.options().conf)));
  }
  absl::StatusOr<std::shared_ptr<RecordedProgram>> program = CallUserCode(
      [&] { return Rebuild(gateway, context, *described, folder, checkpoints.DescriptionPath(newest->program)); });
  if (program.ok()) return program;
  if (is_new) gateway.StopContext();
  return CannotRead(folder, ToThrowable(program.status())->message());
}

}  // namespace sluice::gateway
