#include "api/dstream/stream_windows.h"

#include <string>
#include <utility>

#include "api/core/error.h"
#include "common/base/str_cat.h"
#include "engine/dstream/retention.h"
#include "engine/dstream/stream_node.h"

namespace sluice::internal {
namespace {

void CheckMultiple(const char* what, Duration duration, Duration least, Duration parent_slide) {
  if (duration >= least && duration.isMultipleOf(parent_slide)) return;
  throw Error(absl::InvalidArgumentError(StrCat("The ", what, " duration of windowed DStream (", duration.toString(),
                                                ") must be a multiple of the slide duration of parent DStream (",
                                                parent_slide.toString(), ")")));
}

}  // namespace

void CheckWindow(Duration parent_slide, Duration length, Duration slide) {
  CheckMultiple("window", length, Duration(0), parent_slide);  // One without length is always empty.
  CheckMultiple("slide", slide, parent_slide, parent_slide);
}

void SaveRddsOf(StreamNode& stream, RddFiles files) { stream.retention().SetFiles(std::move(files)); }
void SaveFirst(StreamNode& stream, std::function<Rdd(Rdd)> keep) { stream.retention().SetSavedFirst(std::move(keep)); }

}  // namespace sluice::internal
