#ifndef SLUICE_TESTS_SIM_WORD_COUNT_H_
#define SLUICE_TESTS_SIM_WORD_COUNT_H_

#include <cstdint>
#include <functional>

#include "absl/time/time.h"
#include "api/core/application.h"
#include "tests/sim/line_ledger.h"

namespace sluice {

struct WordCountOptions {
  enum class End {
    kSourcesClosed,  // When all sources have closed and everything is counted.
    kGraceful,       // `end_after` the start, with what was received until then.
    kAbrupt,         // Then as well, and at once.
  };
  int sources = 1;
  absl::Duration interval = absl::Milliseconds(200);
  int replication = 2;
  bool second_output = false;  // Counts the rows as well: another job on the same shuffle.
  End end = End::kSourcesClosed;
  absl::Duration end_after;
};

// The word count as users write it, reading simulated sources: tells `ledger` each batch's counts. Throws Error. Calls
// `stopping` before it stops its streams. Returns the number of batches.
int64_t RunWordCount(Application& app, const WordCountOptions& options, LineLedger& ledger,
                     const std::function<void()>& stopping);

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_WORD_COUNT_H_
