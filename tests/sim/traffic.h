#ifndef SLUICE_TESTS_SIM_TRAFFIC_H_
#define SLUICE_TESTS_SIM_TRAFFIC_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "common/base/batch_key.h"
#include "common/base/ids.h"
#include "proto/block.pb.h"
#include "proto/executor.pb.h"
#include "tests/sim/marks.h"
#include "tests/sim/observing_transport.h"
#include "tests/sim/run_ledgers.h"

namespace sluice {

// What the conversations of a cluster say about blocks, tasks and receivers, read off the wire: the ledger and the
// marks never ask the code under test.
class Traffic {
 public:
  using Log = std::function<void(const std::string&)>;
  Traffic(RunLedgers& ledgers, Marks& marks, Log log) : ledgers_(ledgers), marks_(marks), log_(std::move(log)) {}

  // For the driver's transport, and for that of an executor.
  ObserverFactory AtDriver();
  // The driver that was is none any more: what it still hears and says means nothing. Another one will be.
  void DriverIsOver();
  ObserverFactory AtExecutor(ExecutorId executor);

  // Where the receiver of the stream with this number was started last; -1: nowhere yet.
  ExecutorId ReceiverOf(int stream) const;
  bool RunsReceiver(ExecutorId executor) const;
  // From now on the driver may let it go.
  void Leaving(ExecutorId executor) { leaving_.insert(executor); }
  void SetReach(std::function<bool(ExecutorId)> reachable) { reachable_ = std::move(reachable); }

 private:
  friend class DriverObserver;
  friend class ExecutorObserver;
  friend class BlockObserver;

  // What several attempts may be made at: a partition of a shuffle's map side, or of a result stage of some batch.
  struct Attempted {
    int64_t shuffle = -1;
    std::optional<BatchKey> batch;
    int64_t stage = 0;
    int partition = 0;
    auto operator<=>(const Attempted&) const = default;
  };
  struct Partition {
    int64_t task = 0;  // Launched last.
    ExecutorId executor;
    bool given_up = false;  // The executor was, since.
    bool wrote_shuffle = false;
    bool told = false;      // Its executor has sent the report.
    bool reported = false;  // And the driver has it.
  };

  void Heard(ExecutorId executor);
  void GivenUp(ExecutorId executor);
  void Attached(ExecutorId executor, const v1::Attach& attach);
  void Reported(ExecutorId executor, const v1::Report& report);
  void TaskReported(ExecutorId executor, const v1::TaskReport& report);
  void TaskReportSent(const v1::TaskReport& report);
  void Ordered(ExecutorId executor, const v1::Work& work);
  void LetGo(ExecutorId executor);
  void Launched(ExecutorId executor, const v1::LaunchTask& task);
  void MarkBatch(const v1::LaunchTask& task);
  void BlocksRead(ExecutorId holder, const v1::GetBlocks& get);

  RunLedgers& ledgers_;
  Marks& marks_;
  const Log log_;  // Empty function: nobody listens.
  std::function<bool(ExecutorId)> reachable_;
  int driver_ = 0;  // How many have been over.
  std::set<ExecutorId> seen_;
  std::set<ExecutorId> leaving_;
  std::map<std::pair<int64_t, int64_t>, ExecutorId> receivers_;  // Keys are stream and epoch.
  std::map<int, ExecutorId> last_receivers_;                     // Keys are streams.
  std::map<Attempted, Partition> partitions_;
  std::map<int64_t, Attempted> tasks_;
  std::map<BatchTime, std::set<RunId>> launched_;  // Batches that have had tasks.
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_TRAFFIC_H_
