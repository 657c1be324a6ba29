#ifndef SLUICE_ENGINE_DSTREAM_WINDOW_DIFFERENCE_H_
#define SLUICE_ENGINE_DSTREAM_WINDOW_DIFFERENCE_H_

#include <vector>

#include "absl/time/time.h"
#include "engine/dstream/stream_node.h"

namespace sluice {

// What makes one window out of the window before: RDDs that leave, then those that enter. What both windows have, and
// what lies between them, is not there.
struct WindowDifference {
  std::vector<Rdd> rdds;
  int leaving = 0;
};

// Of the windows of `length` over `stream` that end at `batch` and a `slide` before.
WindowDifference DifferenceOf(StreamNode& stream, BatchTime batch, absl::Duration length, absl::Duration slide);
// Where no window came before: all enter.
WindowDifference FirstWindow(StreamNode& stream, BatchTime batch, absl::Duration length);

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_WINDOW_DIFFERENCE_H_
