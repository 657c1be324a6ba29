#ifndef SLUICE_DRIVER_RUN_RUN_TABLE_H_
#define SLUICE_DRIVER_RUN_RUN_TABLE_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/actor/runtime.h"
#include "driver/run/batch_run.h"

namespace sluice {

// The runs of an application that have not ended, and the threads that wait for them. Facts about one run reach that
// run alone. Belongs to the driver's mailbox.
class RunTable {
 public:
  using Waiter = std::shared_ptr<Event>;
  struct Order {
    RunId run;
    RunAction action;
  };

  void Add(RunId id, std::unique_ptr<BatchRun> run) { entries_[id].run = std::move(run); }
  // Null: it has ended, or never was.
  BatchRun* Find(RunId id) const;
  // See BatchRun; none of a run that has ended.
  absl::Duration LeadOf(RunId id) const;
  bool empty() const { return entries_.empty(); }
  void ForEach(const std::function<void(RunId, const BatchRun&)>& visit) const;

  // The first warning of a run.
  std::optional<std::string> ObserveClock(const Clock::Ahead& ahead);
  void OnExecutorCount(int attached, absl::Time now);
  // A batch of a run that has ended is nobody's.
  void OnBatchDone(const BatchKey& batch, const absl::Status& result, absl::Time now);
  // `done` is set when the run has ended.
  void Stop(RunId id, bool graceful, absl::Time now, Waiter done);
  void StopAll(bool graceful, absl::Time now);
  // It ends with that error, unless it has ended.
  void Fail(RunId id, const absl::Status& why);
  void FailAll(const absl::Status& why);
  void EndBy(absl::Time end);
  // `done` is set by WakeCaughtUp, once every batch that is due by the manual clock is done.
  void Advance(RunId id, absl::Duration by, Waiter done);

  // What the runs want done, each run's orders in its order.
  std::vector<Order> Step(absl::Time now);
  std::optional<absl::Time> NextDeadline() const;
  // The run has ended: it is forgotten, and who waits for it goes on.
  void Remove(RunId id);
  void WakeCaughtUp();

 private:
  struct Entry {
    std::unique_ptr<BatchRun> run;
    std::vector<Waiter> wait_for_end;
    std::vector<Waiter> wait_for_batches;
  };
  std::map<RunId, Entry> entries_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_RUN_TABLE_H_
