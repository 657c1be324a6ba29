#include "api/input/file_input.h"

#include <utility>

#include "api/core/error.h"
#include "common/actor/runtime.h"
#include "common/observe/logging.h"
#include "common/settings/streaming.h"
#include "connectors/files/file_source.h"

namespace sluice {
namespace {

// Whole batches, as Spark rounds it.
absl::Duration RememberedTime(internal::StreamingProgram& program, absl::Duration interval) {
  absl::Duration least = internal::ValueOrThrow(program.app().conf().Get(settings::kMinRememberDuration));
  return absl::Ceil(least, interval);
}

absl::Time StartTime(internal::StreamingProgram& program, bool new_files_only) {
  const std::string clock = program.app().conf().Get(settings::kClock);
  const bool is_manual = clock == "manual" || clock.ends_with(".ManualClock");
  return is_manual || !new_files_only ? absl::UnixEpoch() : program.app().runtime().clock().WallNow();
}

}  // namespace

std::shared_ptr<StreamNode> internal::AddFileInput(internal::StreamingProgram& program, internal::FileInputSpec spec) {
  const absl::Duration interval = absl::Milliseconds(program.interval().milliseconds());
  WatchedFolderOptions folders{.folders = spec.directories.absolute(),
                               .takes = std::move(spec.filter),
                               .remember = RememberedTime(program, interval),
                               .batch_interval = interval,
                               .start = StartTime(program, spec.new_files_only),
                               .warn = [](const std::string& problem) { LogWarning("streaming", problem); },
                               .clock = &program.app().runtime().clock()};
  auto read = [&jobs = program.app().jobs(), read = std::move(spec.read)](const std::vector<FoundFile>& files) {
    return read(jobs, files);
  };
  return program.AddSource("FileInputDStream", std::make_shared<FileSource>(std::move(folders), std::move(read)));
}

}  // namespace sluice
