#include "engine/dstream/saved_batches.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/names_in.h"
#include "common/fs/objects/object_path.h"

namespace sluice {
namespace {

constexpr char kWhole[] = "_SUCCESS";

}  // namespace

std::string SavedBatches::FolderOf(const Saved& saved) const {
  return StrCat(where_.folder, "/", saved.batch.value(), "-", saved.token);
}

absl::StatusOr<std::vector<std::string>> SavedBatches::Names(const std::string& folder) const {
  absl::StatusOr<std::vector<std::string>> names = NamesIn(*where_.files, folder);
  if (names.ok()) return names;
  return Annotate(names.status(), "nobody can say which batches a former run has saved (make the folder readable, or ",
                  "begin anew in an empty checkpoint directory)");
}

absl::StatusOr<Rdd> SavedBatches::Load(BatchTime batch) const {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<Saved> all, All());
  for (auto saved = all.rbegin(); saved != all.rend(); ++saved) {
    if (saved->batch != batch) continue;
    SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> names, Names(FolderOf(*saved)));
    const bool is_whole = std::find(names.begin(), names.end(), kWhole) != names.end();
    if (is_whole) return files_.load(UriOf(FolderOf(*saved)));
  }
  return nullptr;
}

std::string SavedBatches::Renewed(BatchTime batch) const {
  const std::string folder = FolderOf({batch, where_.token});
  where_.files->RemoveTree(folder).IgnoreError();  // If it is still there, saving says so.
  return UriOf(folder);
}

absl::StatusOr<std::vector<SavedBatches::Saved>> SavedBatches::All() const {
  std::vector<Saved> all;
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> names, Names(where_.folder));
  for (const std::string& name : names) {
    const size_t dash = name.find('-');
    int64_t time = 0, token = 0;
    if (dash == name.npos || !absl::SimpleAtoi(name.substr(0, dash), &time)) continue;
    if (absl::SimpleAtoi(name.substr(dash + 1), &token)) all.push_back({BatchTime(time), token});
  }
  std::sort(all.begin(), all.end(), [](const Saved& a, const Saved& b) { return a.token < b.token; });
  return all;
}

absl::StatusOr<std::optional<BatchTime>> SavedBatches::Newest() const {
  std::optional<BatchTime> newest;
  SLUICE_ASSIGN_OR_RETURN(const std::vector<Saved> all, All());
  for (const Saved& saved : all) newest = std::max(newest.value_or(saved.batch), saved.batch);
  return newest;
}

absl::Status SavedBatches::RemoveUntil(BatchTime batch) const {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<Saved> all, All());
  for (const Saved& saved : all) {
    if (saved.batch <= batch) SLUICE_RETURN_IF_ERROR(where_.files->RemoveTree(FolderOf(saved)));
  }
  return absl::OkStatus();
}

void SavedBatches::RemoveOld(BatchTime batch, absl::Duration slide) const {
  constexpr int kBatchesToSpare = 10;  // A program may have to go on from an older checkpoint than the newest.
  RemoveUntil(BatchTime(batch.value() - absl::ToInt64Milliseconds(kBatchesToSpare * slide))).IgnoreError();
}

}  // namespace sluice
