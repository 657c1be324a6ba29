#include "engine/dstream/saved_batches.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/base/str_cat.h"
#include "common/fs/files.h"

namespace sluice {
namespace {

constexpr char kWhole[] = "_SUCCESS";

}  // namespace

std::string SavedBatches::FolderOf(BatchTime batch) const { return StrCat(folder_, "/", batch.value()); }

Rdd SavedBatches::Load(BatchTime batch) const {
  absl::StatusOr<std::vector<std::string>> names = LocalFiles().List(FolderOf(batch));
  const bool is_whole = names.ok() && std::find(names->begin(), names->end(), kWhole) != names->end();
  return is_whole ? files_.load(FolderOf(batch)) : nullptr;
}

std::string SavedBatches::Renewed(BatchTime batch) const {
  LocalFiles().RemoveTree(FolderOf(batch)).IgnoreError();  // If it is still there, saving says so.
  return FolderOf(batch);
}

std::vector<BatchTime> SavedBatches::Saved() const {
  std::vector<BatchTime> batches;
  absl::StatusOr<std::vector<std::string>> names = LocalFiles().List(folder_);
  if (!names.ok()) return batches;  // Nothing was saved yet.
  for (const std::string& name : *names) {
    int64_t time = 0;
    if (absl::SimpleAtoi(name, &time)) batches.push_back(BatchTime(time));
  }
  return batches;
}

std::optional<BatchTime> SavedBatches::Newest() const {
  const std::vector<BatchTime> batches = Saved();
  auto newest = std::max_element(batches.begin(), batches.end());
  return newest == batches.end() ? std::nullopt : std::optional(*newest);
}

void SavedBatches::RemoveUntil(BatchTime batch) const {
  for (BatchTime saved : Saved()) {
    if (saved <= batch) LocalFiles().RemoveTree(FolderOf(saved)).IgnoreError();  // The next batch tries again.
  }
}

void SavedBatches::RemoveOld(BatchTime batch, absl::Duration slide) const {
  constexpr int kBatchesToSpare = 10;  // A program may have to go on from an older checkpoint than the newest.
  RemoveUntil(BatchTime(batch.value() - absl::ToInt64Milliseconds(kBatchesToSpare * slide)));
}

}  // namespace sluice
