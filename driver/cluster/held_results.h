#ifndef SLUICE_DRIVER_CLUSTER_HELD_RESULTS_H_
#define SLUICE_DRIVER_CLUSTER_HELD_RESULTS_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/buffer.h"
#include "proto/executor.pb.h"

namespace sluice {

// A report with all the bytes that belong to it: the result, then what was added to accumulators.
struct EndedTask {
  v1::TaskReport report;
  Buffers bytes;
};

// The results that one executor holds for the driver, since they are too large for a report: fetched one at a time and
// piece by piece. Not thread-safe.
class HeldResults {
 public:
  // Tasks whose reports are whole, those that were fetched among them. One whose result is held no more was cancelled.
  // INVALID_ARGUMENT: the report's body does not fit it.
  absl::StatusOr<std::vector<EndedTask>> OnReport(const v1::Report& report, Buffers body);
  // The next question, once for each piece.
  std::optional<v1::ResultWanted> TakeQuestion();

 private:
  std::optional<EndedTask> OnPiece(const v1::ResultPiece& piece, Buffers bytes);
  int64_t arrived_bytes() const { return static_cast<int64_t>(TotalBytes(wanted_.front().bytes)); }

  std::deque<EndedTask> wanted_;  // Of the first one some has arrived.
  bool is_asked_ = false;         // A piece of the first one is on its way.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_CLUSTER_HELD_RESULTS_H_
