#include "api/dstream/pair_inverse_windows.h"

#include "absl/strings/str_cat.h"
#include "api/core/error.h"

namespace sluice {
namespace {

void CheckMultiple(const char* what, Duration duration, Duration least, Duration parent_slide) {
  if (duration >= least && duration.isMultipleOf(parent_slide)) return;
  throw Error(absl::InvalidArgumentError(
      absl::StrCat("The ", what, " duration of ReducedWindowedDStream (", duration.toString(),
                   ") must be multiple of the slide duration of parent DStream (", parent_slide.toString(), ")")));
}

}  // namespace

void CheckInverseWindow(Duration parent_slide, Duration length, Duration slide) {
  CheckMultiple("window", length, Duration(0), parent_slide);
  CheckMultiple("slide", slide, parent_slide, parent_slide);
}

WindowDifference DifferenceOf(StreamNode& reduced, BatchTime batch, absl::Duration length, absl::Duration slide) {
  // As in Spark also if the slide is longer than the window: then what is between two windows comes in for a time, too.
  BatchTime before(batch.value() - absl::ToInt64Milliseconds(length));
  WindowDifference difference{.rdds = reduced.GetWindow(before, slide)};
  difference.leaving = static_cast<int>(difference.rdds.size());
  for (Rdd& rdd : reduced.GetWindow(batch, slide)) difference.rdds.push_back(std::move(rdd));
  return difference;
}

}  // namespace sluice
