#ifndef SLUICE_DRIVER_DAEMON_PLACEMENT_H_
#define SLUICE_DRIVER_DAEMON_PLACEMENT_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/base/ids.h"
#include "driver/daemon/start_failures.h"
#include "driver/daemon/worker_state.h"

namespace sluice {

struct Worker {
  static constexpr absl::Duration kReturnTime = absl::Seconds(10);  // Who is away for longer is lost.

  std::string host;
  int cores = 0;
  int64_t memory_bytes = 0;
  absl::Time joined;
  bool leaving = false;  // It ends.
  bool drained = false;  // Its user wants it empty.
  // It closed its link and has until then to come back with its executors, by itself or as a successor; nothing new is
  // started on it meanwhile. InfiniteFuture: it is here.
  absl::Time back_by = absl::InfiniteFuture();

  bool is_away() const { return back_by != absl::InfiniteFuture(); }
  // Executors may be started on it, now or when it is back.
  bool stays() const { return !leaving && !drained; }
};

using ExecutorKey = std::pair<ApplicationId, ExecutorId>;

// An executor that holds cores of a worker, until the worker says that it has ended.
struct PlacedExecutor {
  // kLeaving: it hands over what it has, and ends then. kStopping: it was told to end, or its worker was.
  enum class State { kStarting, kRunning, kLeaving, kStopping };
  WorkerId worker;
  int cores = 0;
  int64_t memory_bytes = 0;
  State state = State::kStarting;
  absl::Time launched;
  int64_t pid = 0;
  bool attached = false;  // It has found its application driver: whatever ends it, it can start.

  // Its application gets another one in its place.
  bool ends() const { return state == State::kLeaving || state == State::kStopping; }
};

// Of an application's driver, as executors are to know it.
struct DriverWhereabouts {
  DriverLife life;      // 0: none has registered yet.
  std::string address;  // Empty: that life is over.
};

// What is known of an application while its driver runs, or is about to be started again.
struct RunningApplication {
  absl::Time driver_started;
  int cores_wanted = 0;  // 0: all that are free.
  int64_t driver_pid = 0;
  std::string driver_address;                    // Empty until the driver has registered.
  DriverWhereabouts told;                        // The workers that have its executors know so much.
  int driver_deaths = 0;                         // One soon after the other.
  absl::Time start_at = absl::InfiniteFuture();  // Its driver is started again then.
  // Of one that ran under the former daemon: its driver has to be back by then, if it has not been ended.
  absl::Time return_by = absl::InfiniteFuture();
  // A daemon that was restarted found it then.
  absl::Time taken_over = absl::InfinitePast();
  bool finishing = false;      // Its driver needs no executors any more.
  bool killed = false;         // How its driver ends makes no difference any more.
  bool goes_on_later = false;  // The daemon stops, and the next one starts it again.
  bool stop_asked = false;
  std::string first_stop_reason;
  absl::Time stop_by = absl::InfiniteFuture();
  StartFailures failures;
  std::string failure;  // Why it is ended; empty: it is not.

  // An executor that a worker has from before, perhaps of a former life of the driver.
  bool Wants(ExecutorId executor, ExecutorId next) const { return !finishing && executor < next; }
  bool IsReturning() const { return return_by != absl::InfiniteFuture(); }
  // When the next executor may be started on `worker`. One that is to have some cores in total may have them on workers
  // that are not back yet.
  absl::Time NotBefore(const WorkerId& worker) const {
    const absl::Time all_back = cores_wanted > 0 ? taken_over + Worker::kReturnTime : absl::InfinitePast();
    return std::max(failures.NotBefore(worker), all_back);
  }
};

// An executor that an application should have.
struct Placement {
  ApplicationId application;
  WorkerId worker;
  int cores = 0;
  int64_t memory_bytes = 0;
};

struct Placements {
  std::vector<Placement> launch;                   // Now.
  absl::Time look_again = absl::InfiniteFuture();  // When an executor that failed may be started again.
  bool has_spare_cores = false;                    // There are cores that none of the running applications will take.
};

// Shares the free cores: applications in order of submission, each gets one executor on every worker that has a free
// core, and its total spread evenly over them. Pure.
Placements PlaceExecutors(const std::map<WorkerId, Worker>& workers,
                          const std::map<ApplicationId, RunningApplication>& running,
                          const std::map<ExecutorKey, PlacedExecutor>& executors, absl::Time now);

// `wanted` cores over workers with so many free ones, one after the other, so that shares differ as little as they can.
// wanted 0: all.
std::vector<int> SplitCores(const std::vector<int>& free, int wanted);

// How many executors an application that wants `cores_wanted` (0: all) can have on the cores that are free.
int CountExecutors(const std::map<WorkerId, Worker>& workers, const std::map<ExecutorKey, PlacedExecutor>& executors,
                   int cores_wanted);

int CoresUsed(const WorkerId& worker, const std::map<ExecutorKey, PlacedExecutor>& executors);

WorkerState StateOf(const Worker& worker, bool has_executors);

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_PLACEMENT_H_
