#include "api/input/file_input.h"

#include <utility>

#include "api/core/error.h"
#include "common/fs/file_uri.h"
#include "common/observe/logging.h"
#include "common/settings/streaming.h"
#include "connectors/files/watched_folder.h"

namespace sluice {
namespace {

// Whole batches, as Spark rounds it.
absl::Duration RememberedTime(ContextCore& core, absl::Duration interval) {
  absl::Duration least = ValueOrThrow(core.app().conf().Get(settings::kMinRememberDuration));
  return absl::Ceil(least, interval);
}

std::vector<std::string> PathsOf(const std::vector<FoundFile>& files) {
  std::vector<std::string> paths;
  for (const FoundFile& file : files) paths.push_back(WithoutSecrets(file.path));
  return paths;
}

absl::Time StartTime(ContextCore& core, bool new_files_only) {
  const std::string clock = core.app().conf().Get(settings::kClock);
  const bool is_manual = clock == "manual" || clock.ends_with(".ManualClock");
  return is_manual || !new_files_only ? absl::UnixEpoch() : core.app().runtime().clock().WallNow();
}

}  // namespace

std::shared_ptr<StreamNode> AddFileInput(ContextCore& core, FileInputSpec spec) {
  absl::Duration interval = absl::Milliseconds(core.interval().milliseconds());
  auto watched = std::make_shared<WatchedFolder>(
      WatchedFolderOptions{.folders = spec.directories.absolute(),
                           .takes = std::move(spec.filter),
                           .remember = RememberedTime(core, interval),
                           .interval = interval,
                           .start = StartTime(core, spec.new_files_only),
                           .warn = [](const std::string& problem) { LogWarning("streaming", problem); },
                           .clock = &core.app().runtime().clock()});
  // The stream says how long batches may be asked for again; it is made of the function that asks it.
  auto stream = std::make_shared<std::weak_ptr<StreamNode>>();
  auto compute = [=, &jobs = core.app().jobs(), read = std::move(spec.read)](BatchTime batch) {
    Rdd rdd = read(jobs, watched->FilesOf(batch));
    std::shared_ptr<StreamNode> node = stream->lock();
    absl::Duration remember = node == nullptr ? absl::ZeroDuration() : node->remember();
    watched->ForgetUntil(BatchTime(batch.value() - absl::ToInt64Milliseconds(remember + interval)));
    return rdd;
  };
  std::shared_ptr<StreamNode> node =
      core.AddGenerated({.name = "FileInputDStream",
                         .compute = std::move(compute),
                         .save = [watched] { return watched->Save(); },
                         .restore = [watched](std::string_view saved) { ThrowIfError(watched->Restore(saved)); },
                         .arrives = true,
                         .describe = [watched](BatchTime batch) { return PathsOf(watched->FilesOf(batch)); }});
  *stream = node;
  return node;
}

}  // namespace sluice
