#include "tests/sim/run_ledgers.h"

namespace sluice {

void RunLedgers::AddRun(int sources) {
  run_of_source_.insert(run_of_source_.end(), sources, size());
  ledgers_.push_back(std::make_unique<LineLedger>());
}

LineLedger* RunLedgers::Find(std::string_view block) {
  LineName name;
  const bool has_lines = ParseLineName(block.substr(0, block.find(' ')), name);
  return has_lines && name.source < source_count() ? &of_source(name.source) : nullptr;
}

void RunLedgers::Stored(std::string_view block, ExecutorId holder) {
  if (LineLedger* ledger = Find(block)) ledger->Stored(block, holder);
}

void RunLedgers::Replicated(std::string_view block, ExecutorId holder) {
  if (LineLedger* ledger = Find(block)) ledger->Replicated(block, holder);
}

void RunLedgers::Acknowledged(std::string_view block) {
  if (LineLedger* ledger = Find(block)) ledger->Acknowledged(block);
}

void RunLedgers::Damaged(std::string_view log) {
  for (const auto& ledger : ledgers_) ledger->Damaged(log);
}

void RunLedgers::Resumed() {
  for (const auto& ledger : ledgers_) ledger->Resumed();
}

void RunLedgers::Harmed(ExecutorId executor) {
  for (const auto& ledger : ledgers_) ledger->Harmed(executor);
}

void RunLedgers::Healed(ExecutorId executor) {
  for (const auto& ledger : ledgers_) ledger->Healed(executor);
}

void RunLedgers::Died(ExecutorId executor) {
  for (const auto& ledger : ledgers_) ledger->Died(executor);
}

void RunLedgers::GivenUp(ExecutorId executor) {
  for (const auto& ledger : ledgers_) ledger->GivenUp(executor);
}

void RunLedgers::Left(ExecutorId executor) {
  for (const auto& ledger : ledgers_) ledger->Left(executor);
}

LineLedger::Summary RunLedgers::Summarize() const {
  LineLedger::Summary sum;
  for (const auto& ledger : ledgers_) sum += ledger->Summarize();
  return sum;
}

}  // namespace sluice
