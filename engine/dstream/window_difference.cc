#include "engine/dstream/window_difference.h"

#include <algorithm>
#include <utility>

namespace sluice {

WindowDifference DifferenceOf(StreamNode& stream, BatchTime batch, absl::Duration length, absl::Duration slide) {
  // Windows further apart than they are long have nothing in common: all of each leaves or enters.
  const absl::Duration changes = std::min(length, slide);
  const BatchTime last_leaving(batch.value() - absl::ToInt64Milliseconds(std::max(length, slide)));
  WindowDifference difference{.rdds = stream.GetWindow(last_leaving, changes)};
  difference.leaving = static_cast<int>(difference.rdds.size());
  for (Rdd& rdd : stream.GetWindow(batch, changes)) difference.rdds.push_back(std::move(rdd));
  return difference;
}

WindowDifference FirstWindow(StreamNode& stream, BatchTime batch, absl::Duration length) {
  return {.rdds = stream.GetWindow(batch, length)};
}

}  // namespace sluice
