#ifndef SLUICE_COMMON_ACTOR_SIM_LOOP_H_
#define SLUICE_COMMON_ACTOR_SIM_LOOP_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/actor/runtime.h"
#include "common/base/random.h"
#include "common/clock/simulated_clock.h"

namespace sluice {

class Fiber;

// Runs all mailboxes of a simulated cluster in one thread. Among the mailboxes that have something to do, the seed
// picks the next; when none has, the clock jumps to the next timer. The same seed gives the same run.
//
// A task that waits for an Event stops halfway; its own mailbox stands still meanwhile, all others go on. A task takes
// no simulated time. Destroying a mailbox whose task waits runs the others until that task has returned.
//
// Not thread-safe. Outlives its mailboxes and events. Tasks may call everything but RunOne, RunUntil and RunFor.
class SimLoop : public Runtime {
 public:
  explicit SimLoop(uint64_t seed);
  ~SimLoop() override;  // REQUIRES: no task waits.

  SimulatedClock& clock() override { return clock_; }
  std::unique_ptr<Mailbox> NewMailbox(const std::string& name) override { return NewMailboxOf(kNoProcess); }
  std::shared_ptr<Event> NewEvent() override;
  uint64_t Random() override { return random_.Next(); }

  // The mailboxes of a process that is stopped, as by SIGSTOP, do nothing: what comes meanwhile waits, and so does what
  // is due. REQUIRES, of SetStopped: no task of the process runs.
  int NewProcess() { return ++last_process_; }
  std::unique_ptr<Mailbox> NewMailboxOf(int process);
  void SetStopped(int process, bool stopped);

  // Runs one task (up to where it waits) or moves the clock to the next timer; false: nothing will ever happen.
  bool RunOne() { return RunOneBefore(absl::InfiniteFuture()); }
  // Runs until `done()` or until `limit` of simulated time has passed; returns the last done().
  bool RunUntil(const std::function<bool()>& done, absl::Duration limit);
  void RunFor(absl::Duration time);

  // Runs `task` outside of any mailbox: in order of time, then of these calls, and ahead of what mailboxes have to do.
  void At(absl::Time time, Task task);
  void After(absl::Duration delay, Task task) { At(clock_.Now() + delay, std::move(task)); }

 private:
  static constexpr int kNoProcess = -1;  // It is never stopped.

  friend class SimMailbox;
  friend class SimEvent;
  struct Strand;
  using StrandPointer = std::shared_ptr<Strand>;
  using Alarms = std::multimap<absl::Time, Task>;

  bool RunOneBefore(absl::Time end);
  StrandPointer TakeAnyReady();
  void RunNext(const StrandPointer& strand);
  std::unique_ptr<Fiber> TakeFiber();
  void JumpToNextAlarm();

  void Enqueue(const StrandPointer& strand, Task task);
  void MakeReady(const StrandPointer& strand);
  std::vector<StrandPointer>& ReadyOf(const Strand& strand);
  void Close(const StrandPointer& strand);

  SimulatedClock clock_;
  SeededRandom choice_;  // Apart from random_: code that draws once more does not change every choice.
  SeededRandom random_;
  int64_t tasks_at_this_instant_ = 0;

  std::deque<Task> due_;               // The tasks of At whose time has come.
  std::vector<StrandPointer> ready_;   // Have a task to start or to go on with.
  std::vector<StrandPointer> halted_;  // Would be, but their process is stopped.
  std::set<int> stopped_;              // Processes.
  int last_process_ = kNoProcess;
  Alarms alarms_;          // What makes something due or ready later; not tasks themselves.
  StrandPointer running_;  // Null outside of tasks.

  int fibers_made_ = 0;
  std::vector<std::unique_ptr<Fiber>> idle_fibers_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_ACTOR_SIM_LOOP_H_
