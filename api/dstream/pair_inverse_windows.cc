#include "api/dstream/pair_inverse_windows.h"

#include "api/core/error.h"
#include "common/base/str_cat.h"

namespace sluice::internal {
namespace {

void CheckMultiple(const char* what, Duration duration, Duration least, Duration parent_slide) {
  if (duration >= least && duration.isMultipleOf(parent_slide)) return;
  throw Error(absl::InvalidArgumentError(
      StrCat("The ", what, " duration of ReducedWindowedDStream (", duration.toString(),
             ") must be multiple of the slide duration of parent DStream (", parent_slide.toString(), ")")));
}

}  // namespace

void CheckInverseWindow(Duration parent_slide, Duration length, Duration slide) {
  CheckMultiple("window", length, Duration(0), parent_slide);
  CheckMultiple("slide", slide, parent_slide, parent_slide);
}

}  // namespace sluice::internal
