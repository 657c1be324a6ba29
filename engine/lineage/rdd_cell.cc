#include "engine/lineage/rdd_cell.h"

#include <atomic>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "engine/lineage/let_go.h"

namespace sluice {
namespace {

std::atomic<int> wanted_checkpoints{0};

}  // namespace

RddCell::~RddCell() {
  if (write_) --wanted_checkpoints;
  for (Rdd* rdd : {&computed_, &kept_, &behind_kept_}) LetGo(std::move(*rdd));
}

void RddCell::Keep(const std::function<Rdd(Rdd)>& make_kept) {
  MutexLock lock(&mu_);
  if (kept_ != nullptr) return;
  behind_kept_ = WithCell(computed_);
  kept_ = make_kept(behind_kept_);
}

void RddCell::Unkeep() {
  Rdd kept, behind;  // Freed without the lock held.
  MutexLock lock(&mu_);
  std::swap(kept, kept_);
  std::swap(behind, behind_kept_);
  notes_.level.clear();
}

bool RddCell::IsKept() const {
  MutexLock lock(&mu_);
  return kept_ != nullptr;
}

void RddCell::WantCheckpoint(WriteCheckpoint write) {
  MutexLock lock(&mu_);
  if (!write_) ++wanted_checkpoints;
  write_ = std::move(write);
}

bool RddCell::IsCheckpointWanted() const {
  MutexLock lock(&mu_);
  return write_ != nullptr;
}

RddCell::WriteCheckpoint RddCell::TakeCheckpoint() {
  MutexLock lock(&mu_);
  if (write_) --wanted_checkpoints;
  return std::exchange(write_, nullptr);
}

void RddCell::Cut(Rdd source) {
  Rdd before;  // Freed without the lock held.
  MutexLock lock(&mu_);
  before = std::exchange(computed_, source);
  if (behind_kept_ != nullptr) behind_kept_->cell->Cut(std::move(source));
  auto origin = std::make_shared<RddNode>();
  origin->id = before->id;
  origin->op.name = before->op.name;
  origin->narrow.resize(before->narrow.size());
  origin_ = std::move(origin);
}

bool RddCell::IsCut() const { return origin() != nullptr; }

bool RddCell::AnyCheckpointWanted() { return wanted_checkpoints > 0; }

Rdd RddCell::Current() const {
  MutexLock lock(&mu_);
  return kept_ != nullptr ? kept_ : computed_;
}

Rdd RddCell::Computed() const {
  MutexLock lock(&mu_);
  return computed_;
}

RddNotes RddCell::notes() const {
  MutexLock lock(&mu_);
  return notes_;
}

void RddCell::Note(const std::function<void(RddNotes&)>& change) {
  MutexLock lock(&mu_);
  change(notes_);
}

Rdd RddCell::origin() const {
  MutexLock lock(&mu_);
  return origin_;
}

Rdd WithCell(Rdd computed) {
  auto rdd = std::make_shared<RddNode>();
  rdd->id = computed->id;
  rdd->partitions = computed->partitions;
  rdd->partitioning = computed->partitioning;
  rdd->cell = std::make_shared<RddCell>(std::move(computed));
  return rdd;
}

Rdd Current(Rdd rdd) {
  while (rdd->cell != nullptr) rdd = rdd->cell->Current();
  return rdd;
}

std::vector<Rdd> WantedCheckpoints(const Rdd& rdd) {
  std::vector<Rdd> found, next = {rdd};
  absl::flat_hash_set<const RddNode*> visited;
  while (!next.empty()) {
    const Rdd at = std::move(next.back());
    next.pop_back();
    if (!visited.insert(at.get()).second) continue;
    if (at->cell != nullptr && at->cell->IsCheckpointWanted()) {
      found.push_back(at);
      continue;
    }
    const Rdd now = Current(at);
    if (now->shuffle != nullptr) next.push_back(now->shuffle->parent);
    for (auto input = now->narrow.rbegin(); input != now->narrow.rend(); ++input) next.push_back(input->parent);
  }
  return found;
}

}  // namespace sluice
