#ifndef SLUICE_ENGINE_SOURCE_BATCH_SOURCE_H_
#define SLUICE_ENGINE_SOURCE_BATCH_SOURCE_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/lineage/node.h"
#include "engine/source/offset.h"

namespace sluice {

// How far a batch may go.
struct ReadLimit {
  absl::Time until;  // The time of the batch. What comes later belongs to later ones.
  // About so many rows, of all parts of the source together. A source that cannot count rows before it reads them takes
  // no notice.
  int64_t rows_max = std::numeric_limits<int64_t>::max();
};

// What a range of a source holds.
struct PlannedRange {
  Rdd rows;                           // Null: none.
  std::vector<std::string> metadata;  // People are shown it: files, or partitions with their offsets.
  std::optional<int64_t> row_count;   // What it is, if the source knows without reading them.
};

// A source that can be read again: a log, files, a queue, rows that a function makes. Its stream asks it, batch by
// batch,
//
//   Initial, once;  then  Latest -> (the range is logged) -> Plan -> (the output is final) -> Commit
//
// and a later run of the program goes on behind the last logged range, and may plan again those not committed. A source
// is made for one stream, with all that it needs to know: where it reads, limits of its own, and what its rows are,
// which may be of any type or record batches, but of all ranges the same.
// It lives on the driver and is called by one thread at a time. A call may wait for a server, with a deadline. None
// throws: what user code throws comes back as a status.
class BatchSource {
 public:
  virtual ~BatchSource() = default;

  // Where a stream begins that has logged nothing yet.
  virtual absl::StatusOr<Offset> Initial() = 0;

  // Where a batch ends that begins at `after`, a place that this or Initial gave: the furthest place that `limit`, and
  // limits of its own, allow. `after` itself: there is nothing for it.
  virtual absl::StatusOr<Offset> Latest(const Offset& after, const ReadLimit& limit) = 0;

  // What is in a range between two such places, or in none if both are one. Runs no job. Planned again, also by a later
  // run, it has the same rows. DATA_LOSS, OUT_OF_RANGE: some of them are not there any more.
  virtual absl::StatusOr<PlannedRange> Plan(const OffsetRange& range) = 0;

  // What is not behind `until` will not be planned again, by no run: its output is final.
  virtual absl::Status Commit(const Offset& until) = 0;

  // For a run that ends when it has read what is there `now`: Latest goes no further, as often as it is asked, and
  // gives `after` only at the end of that. Once.
  virtual absl::Status EndAt(absl::Time now) = 0;

  // Whether what it has for a batch depends on when it is asked. Else it can be asked for batches to come.
  virtual bool arrives() const = 0;

  // What a later run needs besides the logged ranges, to plan them and go on. Empty for a source whose offsets say all,
  // or that keeps it in a place of its own.
  virtual std::string Save() const = 0;
  // Before all else. FAILED_PRECONDITION: such a source cannot go on in another run. DATA_LOSS: it cannot be read.
  virtual absl::Status Restore(std::string_view saved) = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_BATCH_SOURCE_H_
