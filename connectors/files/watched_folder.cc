#include "connectors/files/watched_folder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/codec/codec.h"
#include "common/fs/file_uri.h"
#include "common/fs/glob.h"

namespace sluice {
namespace {

struct SavedFiles {
  int64_t start_millis = 0;
  int64_t latest = 0;
  int64_t seen = 0;
  std::vector<std::pair<int64_t, std::vector<FoundFile>>> batches;
};

}  // namespace

WatchedFolder::WatchedFolder(WatchedFolderOptions options)
    : options_(std::move(options)), start_millis_(absl::ToUnixMillis(options_.start)) {}

std::vector<FoundFile> WatchedFolder::FilesOf(BatchTime batch) {
  if (auto found = batches_.find(batch.value()); found != batches_.end()) return found->second;
  if (batch.value() <= latest_batch_) return {};
  std::vector<FoundFile> files = FindNew(batch);
  latest_batch_ = batch.value();
  for (const FoundFile& file : files) taken_.Add(file);
  if (!files.empty()) batches_[batch.value()] = files;
  return files;
}

std::vector<FoundFile> WatchedFolder::FilesBetween(BatchTime after, BatchTime until) const {
  std::vector<FoundFile> files;
  for (auto batch = batches_.upper_bound(after.value()); batch != batches_.end(); ++batch) {
    if (batch->first > until.value()) break;
    files.insert(files.end(), batch->second.begin(), batch->second.end());
  }
  return files;
}

void WatchedFolder::ForgetUntil(BatchTime batch) {
  // What is forgotten must be too old to be new once more.
  const int64_t oldest = std::min(batch.value(), TooOld(std::min(latest_batch_, seen_until_)));
  while (!batches_.empty() && batches_.begin()->first <= oldest) {
    for (const FoundFile& file : batches_.begin()->second) taken_.Remove(file);
    batches_.erase(batches_.begin());
  }
}

std::vector<FoundFile> WatchedFolder::FindNew(BatchTime batch) {
  const absl::Time begin = options_.clock->Now();
  const Search search = SearchFor(batch);
  if (search.was_set_back) start_millis_ = std::min(start_millis_, search.after);
  std::vector<FoundFile> files;
  std::vector<std::string> problems;
  bool has_seen_all = true;
  for (const std::string& folders : options_.folders) {
    const absl::Status found = AddNew(folders, search, files);
    if (!found.ok()) problems.emplace_back(found.message());
    // A folder that is not there has nothing in it.
    if (!found.ok() && !absl::IsNotFound(found)) has_seen_all = false;
  }
  known_.EndListing(has_seen_all);
  if (has_seen_all) seen_until_ = search.until;
  has_listed_ |= has_seen_all;
  Warn(absl::StrJoin(problems, "; "));
  std::sort(files.begin(), files.end(), [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
  // One that is renamed while its folder is listed, or whose folder is named twice, is seen twice.
  TakenFiles found_already;
  std::erase_if(files, [&](const FoundFile& file) { return !found_already.Add(file); });
  if (absl::Duration took = options_.clock->Now() - begin; took > options_.batch_interval) {
    options_.warn(StrCat("Time taken to find new files ", absl::FormatDuration(took), " in ", FoldersToShow(),
                         " exceeds the batch size. Consider increasing the batch size or reducing the number of "
                         "files in the monitored directories."));
  }
  return files;
}

WatchedFolder::Search WatchedFolder::SearchFor(BatchTime batch) const {
  const int64_t until = std::min(batch.value(), absl::ToUnixMillis(options_.clock->WallNow()));
  // Between two batches that saw the folders nothing gets too old unseen.
  if (until >= seen_until_)
    return {.after = TooOld(seen_until_ == latest_batch_ ? batch.value() : seen_until_), .until = until};
  const int64_t too_old = TooOld(seen_until_);
  Search search{.after = until - absl::ToInt64Milliseconds(options_.remember),
                .until = until,
                .after_before = too_old,
                .until_before = batch.value(),
                .was_set_back = true};
  if (has_listed_) return search;
  search.after = std::min(until, too_old);  // Nobody knows what was there before the clock was set.
  if (until < too_old) {
    options_.warn(StrCat("the wall clock was set back since the former run: files that came into ", FoldersToShow(),
                         " since then are passed by"));
  }
  return search;
}

// What could be listed is in `files` also if something could not.
absl::Status WatchedFolder::AddNew(const std::string& folders, const Search& search, std::vector<FoundFile>& files) {
  SLUICE_ASSIGN_OR_RETURN(FileSystem * system, FileSystemOf(folders));
  SLUICE_ASSIGN_OR_RETURN(std::vector<FoundFile> found, Glob(*system, folders));
  std::erase_if(found, [](const FoundFile& match) { return !match.is_folder; });
  if (found.empty()) return absl::NotFoundError(StrCat("No directory to scan: ", WithoutSecrets(folders)));
  absl::Status all = absl::OkStatus();
  for (const FoundFile& folder : found) {
    const absl::Status listed = system->List(folder.path, [&](FoundFile file) {
      if (IsNew(file, search)) files.push_back(std::move(file));
    });
    // That one is gone must not hide that another cannot be listed.
    if (all.ok() || absl::IsNotFound(all)) all = listed.ok() ? all : listed;
  }
  return Annotate(all, "Error finding new files");
}

std::string WatchedFolder::FoldersToShow() const {
  return absl::StrJoin(options_.folders, ",",
                       [](std::string* shown, const std::string& folders) { shown->append(WithoutSecrets(folders)); });
}

// Files last changed until then are not new if the folders were last seen at `seen`.
int64_t WatchedFolder::TooOld(int64_t seen) const {
  return std::max(start_millis_, seen - absl::ToInt64Milliseconds(options_.remember));
}

bool WatchedFolder::IsNew(const FoundFile& file, const Search& search) {
  const int64_t changed = file.changed_millis;
  const bool is_in_time = (changed > search.after && changed <= search.until) ||
                          (changed > search.after_before && changed <= search.until_before);
  const bool is_past = !is_in_time && changed <= std::max(search.until, search.until_before);
  const bool is_old = is_past || taken_.Has(file) || known_.Has(file);
  const bool is_new =
      !is_old && is_in_time && !file.is_folder && options_.takes(std::string(WithoutOptions(file.path)));
  if (is_old || is_new) known_.Add(file);
  return is_new;
}

// Once, until it is another one.
void WatchedFolder::Warn(const std::string& problem) {
  if (!problem.empty() && problem != problem_) options_.warn(problem);
  problem_ = problem;
}

std::string WatchedFolder::Save() const {
  std::string saved = Encode(SavedFiles{start_millis_, latest_batch_, seen_until_, {batches_.begin(), batches_.end()}});
  // Else all that could be new once more is among those of remembered batches.
  const bool is_behind = seen_until_ < latest_batch_;
  if (is_behind) saved += Encode(known_.ChangedAfter(TooOld(seen_until_)));
  return saved;
}

absl::Status WatchedFolder::Restore(std::string_view saved) {
  SavedFiles files;
  std::vector<KnownFiles::File> known;
  Reader in(saved);
  if (!DecodeFrom(in, files) || (!in.AtEnd() && (!DecodeFrom(in, known) || !in.AtEnd()))) {
    return absl::DataLossError(StrCat("what was saved of the files of ", FoldersToShow(), " cannot be decoded"));
  }
  start_millis_ = files.start_millis;
  latest_batch_ = files.latest;
  seen_until_ = files.seen;
  known_.Set(std::move(known));
  batches_ = {files.batches.begin(), files.batches.end()};
  for (const auto& [batch, found] : batches_) {
    for (const FoundFile& file : found) taken_.Add(file);
  }
  return absl::OkStatus();
}

}  // namespace sluice
