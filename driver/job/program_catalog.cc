#include "driver/job/program_catalog.h"

#include <utility>

#include "engine/variables/variable_key.h"

namespace sluice {

StageId ProgramCatalog::Use(v1::StageProgram program) {
  program.clear_stage();
  std::string encoded = program.SerializeAsString();
  auto known = by_content_.find(encoded);
  if (known == by_content_.end()) return Add(std::move(program), std::move(encoded));
  UseAgain(entries_.at(known->second));
  return known->second;
}

StageId ProgramCatalog::Add(v1::StageProgram program, std::string encoded) {
  const StageId stage = std::exchange(next_stage_, next_stage_.Next());
  Entry& entry = entries_[stage];
  entry.uses = 1;
  if (encoded.size() > limits_.sent_bytes_max) {
    const VariableKey key(stage.life(), NextVariableNumber());
    program.Clear();
    program.mutable_fetched()->set_key(key.value());
    program.mutable_fetched()->set_bytes(encoded.size());
    entry.offered = BroadcastValue::Offer(key, nullptr, std::move(encoded), {});
    entry.encoded = entry.offered->encoded();
  } else {
    entry.encoded = Buffer::FromString(std::move(encoded));
  }
  program.set_stage(stage.value());
  entry.sent = std::move(program);
  by_content_.emplace(entry.encoded.view(), stage);
  return stage;
}

void ProgramCatalog::UseAgain(Entry& entry) {
  if (entry.uses++ > 0) return;
  unused_.erase(entry.unused);
  unused_bytes_ -= static_cast<int64_t>(entry.encoded.size());
}

void ProgramCatalog::Release(StageId stage) {
  Entry& entry = entries_.at(stage);
  if (--entry.uses > 0) return;
  entry.unused = unused_.insert(unused_.end(), stage);
  unused_bytes_ += static_cast<int64_t>(entry.encoded.size());
  while (unused_.size() > limits_.unused_max || unused_bytes_ > limits_.unused_bytes_max) ForgetOldest();
}

void ProgramCatalog::ForgetOldest() {
  const StageId oldest = unused_.front();
  unused_.pop_front();
  auto entry = entries_.find(oldest);
  unused_bytes_ -= static_cast<int64_t>(entry->second.encoded.size());
  by_content_.erase(entry->second.encoded.view());
  entries_.erase(entry);
  forgotten_.push_back(oldest);
}

std::vector<StageId> ProgramCatalog::TakeForgotten() { return std::exchange(forgotten_, {}); }

}  // namespace sluice
