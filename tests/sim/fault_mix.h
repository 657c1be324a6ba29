#ifndef SLUICE_TESTS_SIM_FAULT_MIX_H_
#define SLUICE_TESTS_SIM_FAULT_MIX_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/sim/fault_kind.h"

namespace sluice {

// What happens again and again, at random times.
struct FaultRule {
  FaultKind kind = FaultKind::kKillOther;
  absl::Duration average_pause = absl::Seconds(1);
  absl::Duration lasts = absl::Seconds(1);  // No fault lasts longer.
  absl::Duration delay = absl::Milliseconds(100);
  absl::Duration by = absl::Minutes(1);
  int times = 1000;  // It happens no more often.
};

// One of the files in mixes/: the cluster a run has and what goes wrong in it.
struct FaultMix {
  std::string name;
  int workers = 3;
  int late_workers = 0;                                    // So many of the workers come later.
  int leave_alive = 2;                                     // Kills stop here until an executor has started again.
  absl::Duration restart_after = absl::Milliseconds(500);  // A killed executor's worker starts another one by then.
  bool speculation = false;                                // Executors that fail are excluded, and pools are fair, too.
  bool kill_during_stop = false;                           // One more, while the application stops.
  int64_t memory_bytes = int64_t{1} << 20;                 // Each block store may take so much.
  int64_t disk_bytes = 0;
  double input_share = 0.75;     // What receivers may fill of both.
  bool checkpoint = false;       // Runs keep checkpoint directories, and what dies of its driver or disk goes on.
  bool write_ahead_log = false;  // Receivers write one.
  bool positions = false;        // Sources say which lines they send, and send those again that are not safe.
  bool totals = false;           // Word counts keep the counts of all their batches as well.
  std::vector<FaultRule> rules;
};

// INVALID_ARGUMENT names the file, the key and what is expected.
absl::StatusOr<FaultMix> ReadFaultMix(const std::string& path);
// All *.toml of a folder, by name. NOT_FOUND: there are none.
absl::StatusOr<std::vector<FaultMix>> ReadFaultMixes(const std::string& folder);

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_FAULT_MIX_H_
