#include "engine/dstream/saved_batches.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/fs/files.h"

namespace sluice {
namespace {

constexpr char kWhole[] = "_SUCCESS";

}  // namespace

std::string SavedBatches::FolderOf(BatchTime batch) const { return absl::StrCat(folder_, "/", batch.value()); }

Rdd SavedBatches::Load(BatchTime batch) const {
  absl::StatusOr<std::vector<std::string>> names = LocalFiles().List(FolderOf(batch));
  const bool is_whole = names.ok() && std::find(names->begin(), names->end(), kWhole) != names->end();
  return is_whole ? files_.load(FolderOf(batch)) : nullptr;
}

void SavedBatches::Save(BatchTime batch, const Rdd& rdd) const {
  LocalFiles().RemoveTree(FolderOf(batch)).IgnoreError();  // If it is still there, saving says so.
  files_.save(rdd, FolderOf(batch));
}

void SavedBatches::RemoveUntil(BatchTime batch) const {
  absl::StatusOr<std::vector<std::string>> names = LocalFiles().List(folder_);
  if (!names.ok()) return;  // Nothing was saved yet.
  for (const std::string& name : *names) {
    int64_t time = 0;
    if (!absl::SimpleAtoi(name, &time) || time > batch.value()) continue;
    LocalFiles().RemoveTree(absl::StrCat(folder_, "/", name)).IgnoreError();  // The next batch tries again.
  }
}

}  // namespace sluice
