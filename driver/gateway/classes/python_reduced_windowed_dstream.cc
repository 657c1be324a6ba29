#include "driver/gateway/classes/python_reduced_windowed_dstream.h"

#include <optional>
#include <vector>

#include "api/core/error.h"
#include "api/dstream/pair_inverse_windows.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/duration.h"
#include "driver/gateway/classes/java_dstream.h"
#include "driver/gateway/kept_rdd.h"
#include "driver/gateway/stateful_stream.h"

namespace sluice::gateway {
namespace {

using RddPtr = std::shared_ptr<JavaRdd>;

// Taking away what leaves is worth it if the window is so many slides long.
constexpr int kSlidesForInverse = 5;

struct ReducedWindow {
  FrameStream parent;
  PythonTransform reduce;
  std::optional<PythonTransform> inverse;
  absl::Duration length;
  absl::Duration slide;

  static RddPtr Union(const std::vector<RddPtr>& rdds) { return rdds.empty() ? nullptr : UnionOf(rdds); }

  Rdd Next(BatchTime batch, const RddPtr& former) const {
    const bool goes_on = former != nullptr && inverse.has_value() && length >= kSlidesForInverse * slide;
    return goes_on ? FromFormer(batch, former) : Anew(batch);
  }
  Rdd Anew(BatchTime batch) const {
    const RddPtr all = Union(parent.Window(batch, length));
    return all == nullptr ? nullptr : NodeOf(internal::ValueOrThrow(reduce(batch, {nullptr, all})));
  }
  Rdd FromFormer(BatchTime batch, RddPtr sums) const {
    const BatchTime start(batch.value() - absl::ToInt64Milliseconds(length));
    if (const RddPtr leaving = Union(parent.Window(start, slide))) {
      sums = internal::ValueOrThrow((*inverse)(batch, {sums, leaving}));
    }
    if (const RddPtr entering = Union(parent.Window(batch, slide))) {
      sums = internal::ValueOrThrow(reduce(batch, {sums, entering}));
    }
    return NodeOf(sums);
  }
};

std::shared_ptr<JavaDStream> Make(Gateway& gateway, const std::shared_ptr<JavaDStream>& parent, Proxy reduce,
                                  std::optional<Proxy> inverse, const std::shared_ptr<JavaDuration>& length,
                                  const std::shared_ptr<JavaDuration>& slide) {
  internal::CheckInverseWindow(Duration(absl::ToInt64Milliseconds(parent->node().slide())), Duration(length->millis()),
                               Duration(slide->millis()));
  SaveForLaterRuns(*parent);
  PersistForWindows(parent->stream());
  ReducedWindow window{.parent = parent->stream(),
                       .reduce = PythonTransform(gateway, std::move(reduce)),
                       .length = absl::Milliseconds(length->millis()),
                       .slide = absl::Milliseconds(slide->millis())};
  if (inverse.has_value()) window.inverse.emplace(gateway, *std::move(inverse));
  StreamSpec spec{.name = "PythonReducedWindowedDStream",
                  .parents = {parent->stream().node},
                  .slide = window.slide,
                  .looks_back = window.length + window.slide,
                  .parents_window = window.length};
  return AddStateful(*parent, std::move(spec),
                     [window](BatchTime batch, const RddPtr& former) { return window.Next(batch, former); });
}

}  // namespace

const Class& PythonReducedWindowedDStreamClass() {
  static const Class type = Class("org.apache.spark.streaming.api.python.PythonReducedWindowedDStream")
                                .Constructor(&Make, Effect::kBuildsStreams);
  return type;
}

}  // namespace sluice::gateway
