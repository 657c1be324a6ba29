#ifndef SLUICE_TESTS_SIM_PROCESS_RUNTIME_H_
#define SLUICE_TESTS_SIM_PROCESS_RUNTIME_H_

#include <memory>
#include <string>

#include "common/actor/sim_loop.h"

namespace sluice {

// One process of a simulation: everything made on it can be told from what other processes make, and stopped with it.
class ProcessRuntime : public Runtime {
 public:
  explicit ProcessRuntime(SimLoop& loop) : loop_(loop), number_(loop.NewProcess()) {}

  Clock& clock() override { return loop_.clock(); }
  std::unique_ptr<Mailbox> NewMailbox(const std::string& name) override { return loop_.NewMailboxOf(number_); }
  std::shared_ptr<Event> NewEvent() override { return loop_.NewEvent(); }
  uint64_t Random() override { return loop_.Random(); }

  void SetStopped(bool stopped) { loop_.SetStopped(number_, stopped); }  // SIGSTOP, SIGCONT.

 private:
  SimLoop& loop_;
  const int number_;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_PROCESS_RUNTIME_H_
