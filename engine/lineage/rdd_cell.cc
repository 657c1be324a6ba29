#include "engine/lineage/rdd_cell.h"

#include <atomic>
#include <set>
#include <utility>

namespace sluice {
namespace {

std::atomic<int> wanted_checkpoints{0};

}  // namespace

RddCell::~RddCell() {
  if (write_) --wanted_checkpoints;
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

namespace {

void FindWanted(const Rdd& rdd, std::set<const RddNode*>& visited, std::vector<Rdd>& found) {
  if (!visited.insert(rdd.get()).second) return;
  if (rdd->cell != nullptr && rdd->cell->IsCheckpointWanted()) return found.push_back(rdd);
  const Rdd now = Current(rdd);
  for (const NarrowDependency& input : now->narrow) FindWanted(input.parent, visited, found);
  if (now->shuffle != nullptr) FindWanted(now->shuffle->parent, visited, found);
}

}  // namespace

std::vector<Rdd> WantedCheckpoints(const Rdd& rdd) {
  std::vector<Rdd> found;
  std::set<const RddNode*> visited;
  FindWanted(rdd, visited, found);
  return found;
}

}  // namespace sluice
