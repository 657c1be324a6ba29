#ifndef SLUICE_EXAMPLES_EXAMPLE_H_
#define SLUICE_EXAMPLES_EXAMPLE_H_

#include <sluice/streaming.h>

#include <cstdint>

#include "examples/flags.h"

// What the examples share: their flags, and how they end.
namespace examples {

// Flags of a program whose rows are made up.
struct SourceFlags {
  int interval_ms = 1000;
  sluice::Rate rate{.rowsPerSecond = 100};

  explicit SourceFlags(Flags& flags) {
    flags.Number("--interval-ms", interval_ms, 1, "between batches");
    flags.Number("--rate", rate.rowsPerSecond, 1, "made-up rows a second");
    flags.Number("--rows", rate.rows, 0, "end after so many [never]");
  }
  sluice::Duration interval() const { return sluice::Milliseconds(interval_ms); }
};

// Until the source has ended and everything is processed, or SIGTERM has stopped the program.
inline void RunUntilTheSourceEnds(sluice::StreamingContext& ssc) {
  ssc.start();
  ssc.awaitSourcesClosed();
  ssc.stop(true, true);
}

}  // namespace examples

#endif  // SLUICE_EXAMPLES_EXAMPLE_H_
