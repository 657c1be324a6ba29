#ifndef SLUICE_TESTS_SIM_RUN_LEDGERS_H_
#define SLUICE_TESTS_SIM_RUN_LEDGERS_H_

#include <memory>
#include <string_view>
#include <vector>

#include "tests/sim/line_ledger.h"

namespace sluice {

// A ledger for each run of an application, with sources of its own: a line that another run counts is a line that
// nobody sent. What happens to executors concerns them all.
class RunLedgers {
 public:
  // The next run, with so many sources, numbered on from those of the former ones.
  void AddRun(int sources);

  int size() const { return static_cast<int>(ledgers_.size()); }
  LineLedger& of_run(int run) { return *ledgers_.at(run); }
  LineLedger& of_source(int source) { return *ledgers_.at(run_of_source_.at(source)); }
  int source_count() const { return static_cast<int>(run_of_source_.size()); }

  // As in LineLedger, where the block's lines are.
  void Stored(std::string_view block, ExecutorId holder);
  void Replicated(std::string_view block, ExecutorId holder);  // Perhaps not an input block.
  void Acknowledged(std::string_view block);
  void Damaged(std::string_view log);
  void Resumed();
  void Harmed(ExecutorId executor);
  void Healed(ExecutorId executor);
  void Died(ExecutorId executor);
  void GivenUp(ExecutorId executor);
  void Left(ExecutorId executor);

  LineLedger::Summary Summarize() const;  // All ledgers added up.

 private:
  LineLedger* Find(std::string_view block);

  std::vector<std::unique_ptr<LineLedger>> ledgers_;
  std::vector<int> run_of_source_;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_RUN_LEDGERS_H_
