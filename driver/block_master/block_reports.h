#ifndef SLUICE_DRIVER_BLOCK_MASTER_BLOCK_REPORTS_H_
#define SLUICE_DRIVER_BLOCK_MASTER_BLOCK_REPORTS_H_

#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "driver/block_master/block_master.h"

namespace sluice {

// What executors say of received blocks. The master knows most of it at once; some waits: what is of a stream of a
// former life until a run takes that over, and what a former start of a receiver has stored until it shows whether the
// next one reads it again. Not thread-safe.
class BlockReports {
 public:
  struct Unwanted {
    BlockId block;
    ExecutorId from;  // It has told of it, or holds it.
  };

  // What no run has taken over so long after the first one has begun is nobody's. `master` outlives it.
  BlockReports(BlockMaster& master, DriverLife life, absl::Duration grace)
      : master_(master), life_(life), grace_(grace) {}

  // INVALID_ARGUMENT: it is nonsense.
  absl::Status Add(ExecutorId from, const AddBlock& add);
  // Once the master knows its streams.
  void OnRunBegun(absl::Time now);
  void OnRunEnded() { TellAgain(); }
  // What it has found in a log is found again by the next start of that receiver.
  void LoseExecutor(ExecutorId executor) {
    std::erase_if(waiting_, [executor](const Report& report) { return report.from == executor; });
  }
  // What may be freed.
  std::vector<Unwanted> TakeUnwanted(absl::Time now);
  std::optional<absl::Time> NextDeadline() const;

 private:
  struct Report {
    ExecutorId from;
    AddBlock add;
  };
  // Its stream is of a former life, and no run has it.
  bool IsUnclaimed(const Report& report) const {
    const StreamId stream = report.add.id.stream();
    return stream.life() < life_ && !master_.table().streams.contains(stream);
  }
  absl::Status Tell(const Report& report);
  void TellAgain();

  BlockMaster& master_;
  const DriverLife life_;
  const absl::Duration grace_;
  std::optional<absl::Time> until_;
  std::vector<Report> waiting_;
  std::vector<Unwanted> unwanted_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_BLOCK_REPORTS_H_
