#include "engine/dstream/saved_batches.h"

#include <algorithm>
#include <vector>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/names_in.h"
#include "common/fs/objects/object_path.h"
#include "engine/dstream/stream_error.h"

namespace sluice {

std::string SavedBatches::PathOf(const SavedBatchName& saved) const {
  return StrCat(where_.folder, "/", saved.ToString());
}

absl::StatusOr<std::vector<std::string>> SavedBatches::Names(const std::string& folder) const {
  absl::StatusOr<std::vector<std::string>> names = NamesIn(*where_.files, folder);
  if (names.ok()) return names;
  return Annotate(names.status(), "nobody can say which batches a former run has saved (make the folder readable, or ",
                  "begin anew in an empty checkpoint directory)");
}

absl::Status SavedBatches::IsGone(const std::string& path) const {
  return absl::DataLossError(StrCat("a batch that a former run has saved is not whole: no such file: ", path,
                                    "; bring it back, or remove the folder ", where_.folder, " to go on without"));
}

absl::StatusOr<std::optional<SavedBatchName>> SavedBatches::WholeFolder(BatchTime batch) const {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<SavedBatchName> all, All());
  for (auto saved = all.rbegin(); saved != all.rend(); ++saved) {
    if (saved->batch != batch) continue;
    const std::string path = PathOf(*saved);
    SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> names, Names(path));
    auto is_there = [&](const std::string& name) { return std::binary_search(names.begin(), names.end(), name); };
    if (!is_there(SavedBatchName::kWhole)) continue;
    for (const std::string& name : saved->Files()) {
      if (!is_there(name)) return IsGone(StrCat(path, "/", name));
    }
    return *saved;
  }
  return std::nullopt;
}

absl::StatusOr<Rdd> SavedBatches::Load(BatchTime batch) const {
  SLUICE_ASSIGN_OR_RETURN(const std::optional<SavedBatchName> folder, WholeFolder(batch));
  return folder.has_value() ? files_.load(UriOf(PathOf(*folder))) : nullptr;
}

absl::StatusOr<bool> SavedBatches::IsSaved(BatchTime batch) const {
  SLUICE_ASSIGN_OR_RETURN(const std::optional<SavedBatchName> folder, WholeFolder(batch));
  return folder.has_value();
}

absl::StatusOr<std::optional<int64_t>> SavedBatches::HolderOf(BatchTime batch) const {
  SLUICE_ASSIGN_OR_RETURN(const std::optional<SavedBatchName> folder, WholeFolder(batch));
  return folder.has_value() ? std::optional(folder->token) : std::nullopt;
}

absl::StatusOr<Rdd> SavedBatches::LoadOneOfAll(BatchTime batch) const {
  SLUICE_ASSIGN_OR_RETURN(const std::optional<SavedBatchName> saved, WholeFolder(batch));
  if (saved.has_value()) return files_.load(UriOf(PathOf(*saved)));
  SLUICE_ASSIGN_OR_RETURN(const std::vector<SavedBatchName> all, All());
  const bool began_before = std::any_of(all.begin(), all.end(), [&](const auto& other) { return other.batch < batch; });
  if (began_before) return IsGone(StrCat(where_.folder, "/", batch.value(), "-*"));
  return nullptr;
}

// Without what this holder has saved of the batch before.
std::string SavedBatches::Renewed(BatchTime batch, const Rdd& rdd) const {
  for (const SavedBatchName& saved : StreamError::ValueOrThrow(All())) {
    if (saved.batch != batch || saved.token != where_.token) continue;
    const absl::Status removed = where_.files->RemoveTree(PathOf(saved));
    if (!removed.ok()) throw StreamError(removed);
  }
  return UriOf(PathOf({batch, where_.token, rdd == nullptr ? 0 : rdd->partitions}));
}

absl::StatusOr<std::vector<SavedBatchName>> SavedBatches::All() const {
  std::vector<SavedBatchName> all;
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> names, Names(where_.folder));
  for (const std::string& name : names) {
    if (const std::optional<SavedBatchName> saved = SavedBatchName::Parse(name)) all.push_back(*saved);
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.token < b.token; });
  return all;
}

absl::StatusOr<std::optional<BatchTime>> SavedBatches::Newest() const {
  std::optional<BatchTime> newest;
  SLUICE_ASSIGN_OR_RETURN(const std::vector<SavedBatchName> all, All());
  for (const SavedBatchName& saved : all) newest = std::max(newest.value_or(saved.batch), saved.batch);
  return newest;
}

absl::Status SavedBatches::RemoveUntil(BatchTime batch) const {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<SavedBatchName> all, All());
  for (const SavedBatchName& saved : all) {
    if (saved.batch <= batch) SLUICE_RETURN_IF_ERROR(where_.files->RemoveTree(PathOf(saved)));
  }
  return absl::OkStatus();
}

void SavedBatches::RemoveOld(BatchTime batch, absl::Duration slide) const {
  constexpr int kBatchesToSpare = 10;  // A program may have to go on from an older checkpoint than the newest.
  RemoveUntil(BatchTime(batch.value() - absl::ToInt64Milliseconds(kBatchesToSpare * slide))).IgnoreError();
}

}  // namespace sluice
