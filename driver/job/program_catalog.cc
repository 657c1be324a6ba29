#include "driver/job/program_catalog.h"

#include <utility>

namespace sluice {

StageId ProgramCatalog::Use(v1::StageProgram program) {
  program.set_stage(0);
  std::string key = program.SerializeAsString();
  auto [found, is_new] = by_content_.try_emplace(key, next_stage_);
  Entry& entry = entries_[found->second];
  if (is_new) {
    program.set_stage(std::exchange(next_stage_, next_stage_.Next()).value());
    entry.program = std::move(program);
    entry.key = std::move(key);
  } else if (entry.uses == 0) {
    unused_.erase(entry.unused);
  }
  ++entry.uses;
  return found->second;
}

void ProgramCatalog::Release(StageId stage) {
  Entry& entry = entries_.at(stage);
  if (--entry.uses > 0) return;
  entry.unused = unused_.insert(unused_.end(), stage);
  if (unused_.size() <= unused_max_) return;
  StageId oldest = unused_.front();
  unused_.pop_front();
  by_content_.erase(entries_.at(oldest).key);
  entries_.erase(oldest);
  forgotten_.push_back(oldest);
}

std::vector<StageId> ProgramCatalog::TakeForgotten() { return std::exchange(forgotten_, {}); }

}  // namespace sluice
