#include "engine/dstream/watched_folder.h"

#include <glob.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/codec/codec.h"

namespace sluice {
namespace {

struct SavedFiles {
  int64_t start_millis = 0;
  int64_t latest = 0;
  std::vector<std::pair<int64_t, std::vector<std::string>>> batches;
};

// When its contents last changed; rounded down to what batch times are in.
int64_t ChangedMillis(const struct stat& file) { return file.st_mtim.tv_sec * 1000 + file.st_mtim.tv_nsec / 1'000'000; }

}  // namespace

WatchedFolder::WatchedFolder(WatchedFolderOptions options)
    : options_(std::move(options)), start_millis_(absl::ToUnixMillis(options_.start)) {}

std::vector<std::string> WatchedFolder::FilesOf(BatchTime batch) {
  if (auto found = batches_.find(batch.value()); found != batches_.end()) return found->second;
  if (batch.value() <= latest_) return {};
  std::vector<std::string> files = FindNew(batch);
  latest_ = batch.value();
  taken_.insert(files.begin(), files.end());
  if (!files.empty()) batches_[batch.value()] = files;
  return files;
}

void WatchedFolder::ForgetUntil(BatchTime batch) {
  // What is forgotten must be too old to be new once more.
  int64_t oldest = std::min(batch.value(), latest_ - absl::ToInt64Milliseconds(options_.remember));
  while (!batches_.empty() && batches_.begin()->first <= oldest) {
    for (const std::string& path : batches_.begin()->second) taken_.erase(path);
    batches_.erase(batches_.begin());
  }
}

std::vector<std::string> WatchedFolder::FindNew(BatchTime batch) {
  absl::Time begin = absl::Now();
  std::vector<std::string> files;
  std::vector<std::string> folders = Folders();
  std::string problem = folders.empty() ? "No directory to scan: " + options_.folders : "";
  for (const std::string& folder : folders) {
    absl::Status listed = AddNewIn(folder, batch, files);
    if (!listed.ok()) problem = std::string(listed.message());
  }
  Warn(problem);
  std::sort(files.begin(), files.end());
  if (absl::Duration took = absl::Now() - begin; took > options_.interval) {
    options_.warn(absl::StrCat("Time taken to find new files ", absl::FormatDuration(took), " in ", options_.folders,
                               " exceeds the batch size. Consider increasing the batch size or reducing the number of "
                               "files in the monitored directories."));
  }
  return files;
}

std::vector<std::string> WatchedFolder::Folders() const {
  glob_t found{};
  (void)glob(options_.folders.c_str(), GLOB_BRACE, nullptr, &found);
  std::vector<std::string> folders;
  for (size_t i = 0; i < found.gl_pathc; ++i) {
    std::error_code error;
    if (std::filesystem::is_directory(found.gl_pathv[i], error)) folders.emplace_back(found.gl_pathv[i]);
  }
  globfree(&found);
  return folders;
}

absl::Status WatchedFolder::AddNewIn(const std::string& folder, BatchTime batch,
                                     std::vector<std::string>& files) const {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::string path = entry->path().string();
    if (IsNew(path, batch)) files.push_back(std::move(path));
  }
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("Error finding new files under ", folder, ": ", error.message()));
}

bool WatchedFolder::IsNew(const std::string& path, BatchTime batch) const {
  if (taken_.count(path) != 0) return false;
  struct stat file{};
  if (stat(path.c_str(), &file) != 0 || !S_ISREG(file.st_mode)) return false;
  int64_t too_old = std::max(start_millis_, batch.value() - absl::ToInt64Milliseconds(options_.remember));
  int64_t changed = ChangedMillis(file);
  return changed > too_old && changed <= batch.value() && options_.takes(path);
}

// Once, until it is another one.
void WatchedFolder::Warn(const std::string& problem) {
  if (!problem.empty() && problem != problem_) options_.warn(problem);
  problem_ = problem;
}

std::string WatchedFolder::Save() const {
  return Encode(SavedFiles{start_millis_, latest_, {batches_.begin(), batches_.end()}});
}

absl::Status WatchedFolder::Restore(std::string_view saved) {
  SavedFiles files;
  if (!Decode(saved, files)) {
    return absl::DataLossError(absl::StrCat("what was saved of the files of ", options_.folders, " cannot be decoded"));
  }
  start_millis_ = files.start_millis;
  latest_ = files.latest;
  batches_ = {files.batches.begin(), files.batches.end()};
  for (const auto& [batch, paths] : batches_) taken_.insert(paths.begin(), paths.end());
  return absl::OkStatus();
}

}  // namespace sluice
