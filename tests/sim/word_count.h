#ifndef SLUICE_TESTS_SIM_WORD_COUNT_H_
#define SLUICE_TESTS_SIM_WORD_COUNT_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/time/time.h"
#include "api/core/application.h"
#include "common/base/ids.h"
#include "tests/sim/line_ledger.h"

namespace sluice {

struct WordCountOptions {
  enum class End {
    kSourcesClosed,  // When all sources have closed and everything is counted.
    kGraceful,       // `end_after` the start, with what was received until then.
    kAbrupt,         // Then as well, and at once.
  };
  int sources = 1;
  int first_source = 0;  // The others follow.
  absl::Duration interval = absl::Milliseconds(200);
  int replication = 2;
  bool positions = false;          // Its sources say which records they send.
  bool can_be_read_again = false;  // They send again what is not safe. With positions.
  bool totals = false;             // Counts the words of all batches as well. With a checkpoint folder.
  int concurrent_jobs = 1;         // All runs of an application agree.
  bool second_output = false;      // Counts the rows as well: another job on the same shuffle.
  std::string checkpoint_folder;   // Not empty: the program goes on from what is there. A name for both disks.
  End end = End::kSourcesClosed;
  absl::Duration end_after;
};

// How far it is.
struct WordCountProgress {
  int64_t batches = 0;
  BatchTime first_counted, last_counted;  // Batch times; one run has set both.
  int running = 0;                        // Batches whose words are being counted.
  int64_t side_by_side = 0;               // Batches that began while another one of the run did.
};

// Where the results of a word count go. All outlive it.
struct WordCountOutlet {
  LineLedger& ledger;
  WordCountProgress& progress;
  std::function<void()> stopping;  // Called before it stops its streams, and no others.
  const bool& dead;                // Its process was killed: what it still does reaches nobody.
};

// The word count as users write it, reading simulated sources: a result that comes again replaces the former one.
// Throws Error, also if a batch is left out or comes twice in one life.
void RunWordCount(Application& app, const WordCountOptions& options, const WordCountOutlet& outlet);
// A job that has nothing to do with streams. Throws Error, also when its result is wrong.
void RunJobOfNoRun(Application& app);

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_WORD_COUNT_H_
