#include "api/pair_inverse_windows.h"

#include "absl/strings/str_cat.h"
#include "api/error.h"

namespace sluice {
namespace {

void CheckMultiple(const char* what, Duration duration, Duration parent_slide) {
  if (duration.milliseconds() > 0 && duration.isMultipleOf(parent_slide)) return;
  throw Error(absl::InvalidArgumentError(
      absl::StrCat("The ", what, " duration of ReducedWindowedDStream (", duration.toString(),
                   ") must be multiple of the slide duration of parent DStream (", parent_slide.toString(), ")")));
}

}  // namespace

void CheckInverseWindow(Duration parent_slide, Duration length, Duration slide) {
  CheckMultiple("window", length, parent_slide);
  CheckMultiple("slide", slide, parent_slide);
}

WindowDifference DifferenceOf(StreamNode& reduced, BatchTime batch, absl::Duration length, absl::Duration slide) {
  absl::Duration step = std::min(length, slide);  // Windows that are further apart have nothing in common.
  BatchTime before(batch.value() - absl::ToInt64Milliseconds(std::max(length, slide)));
  WindowDifference difference{.rdds = reduced.GetWindow(before, step)};
  difference.leaving = static_cast<int>(difference.rdds.size());
  for (Rdd& rdd : reduced.GetWindow(batch, step)) difference.rdds.push_back(std::move(rdd));
  return difference;
}

}  // namespace sluice
