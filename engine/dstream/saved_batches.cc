#include "engine/dstream/saved_batches.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/base/str_cat.h"
#include "common/fs/objects/object_path.h"

namespace sluice {
namespace {

constexpr char kWhole[] = "_SUCCESS";

}  // namespace

std::string SavedBatches::FolderOf(const Saved& saved) const {
  return StrCat(where_.folder, "/", saved.batch.value(), "-", saved.token);
}

Rdd SavedBatches::Load(BatchTime batch) const {
  const std::vector<Saved> all = All();
  for (auto saved = all.rbegin(); saved != all.rend(); ++saved) {
    if (saved->batch != batch) continue;
    absl::StatusOr<std::vector<std::string>> names = where_.files->List(FolderOf(*saved));
    const bool is_whole = names.ok() && std::find(names->begin(), names->end(), kWhole) != names->end();
    if (is_whole) return files_.load(UriOf(FolderOf(*saved)));
  }
  return nullptr;
}

std::string SavedBatches::Renewed(BatchTime batch) const {
  const std::string folder = FolderOf({batch, where_.token});
  where_.files->RemoveTree(folder).IgnoreError();  // If it is still there, saving says so.
  return UriOf(folder);
}

std::vector<SavedBatches::Saved> SavedBatches::All() const {
  std::vector<Saved> all;
  absl::StatusOr<std::vector<std::string>> names = where_.files->List(where_.folder);
  if (!names.ok()) return all;  // Nothing was saved yet.
  for (const std::string& name : *names) {
    const size_t dash = name.find('-');
    int64_t time = 0, token = 0;
    if (dash == name.npos || !absl::SimpleAtoi(name.substr(0, dash), &time)) continue;
    if (absl::SimpleAtoi(name.substr(dash + 1), &token)) all.push_back({BatchTime(time), token});
  }
  std::sort(all.begin(), all.end(), [](const Saved& a, const Saved& b) { return a.token < b.token; });
  return all;
}

std::optional<BatchTime> SavedBatches::Newest() const {
  std::optional<BatchTime> newest;
  for (const Saved& saved : All()) newest = std::max(newest.value_or(saved.batch), saved.batch);
  return newest;
}

void SavedBatches::RemoveUntil(BatchTime batch) const {
  for (const Saved& saved : All()) {
    if (saved.batch <= batch) where_.files->RemoveTree(FolderOf(saved)).IgnoreError();  // The next batch tries again.
  }
}

void SavedBatches::RemoveOld(BatchTime batch, absl::Duration slide) const {
  constexpr int kBatchesToSpare = 10;  // A program may have to go on from an older checkpoint than the newest.
  RemoveUntil(BatchTime(batch.value() - absl::ToInt64Milliseconds(kBatchesToSpare * slide)));
}

}  // namespace sluice
