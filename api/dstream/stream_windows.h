#ifndef SLUICE_API_DSTREAM_STREAM_WINDOWS_H_
#define SLUICE_API_DSTREAM_STREAM_WINDOWS_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "api/dstream/rdd_files.h"
#include "api/dstream/stream_source.h"
#include "api/rdd/functions_of.h"

namespace sluice::internal {

// Throws with Spark's words if a window does not fit the stream it is of.
void CheckWindow(Duration parent_slide, Duration length, Duration slide);

// Keeps what several windows read, unless it lies ready anyway: received, sent along or at the end of a shuffle.
template <class T>
std::function<Rdd(Rdd)> KeepComputed(JobRunner& jobs) {
  return [keep = KeepAs<T>(jobs, StorageLevel::MEMORY_ONLY_SER)](Rdd rdd) {
    return Current(rdd)->narrow.empty() ? rdd : keep(std::move(rdd));
  };
}

void SaveRddsOf(StreamNode& stream, RddFiles files);
void SaveFirst(StreamNode& stream, std::function<Rdd(Rdd)> keep);

// Lets a later run of the program look back at the stream's batches, if it has a checkpoint folder.
template <class T>
void SaveForLaterRuns(const DStream<T>& stream) {
  SaveRddsOf(*stream.node(), ObjectFilesOf<T>(stream.program()->app()));
}

// What a stream can do over the batches of a window: base of DStream<T>. Each `slideDuration` there is a window over
// the last `windowDuration`; both must be multiples of this stream's slide.
template <class T>
class StreamWindows : public DStreamFunctions<StreamWindows<T>, T> {
 public:
  // All rows of the window. Without `slideDuration`: as often as this stream.
  DStream<T> window(Duration windowDuration) const { return window(windowDuration, self().slideDuration()); }
  DStream<T> window(Duration windowDuration, Duration slideDuration) const;

  // One row: all rows of the window combined by `f`; none if it has none.
  template <class F>
    requires Combiner<F, T>
  DStream<T> reduceByWindow(F f, Duration windowDuration, Duration slideDuration) const {
    return self().reduce(f).window(windowDuration, slideDuration).reduce(f);
  }

 private:
  using DStreamFunctions<StreamWindows, T>::self;
};

template <class T>
DStream<T> StreamWindows<T>::window(Duration windowDuration, Duration slideDuration) const {
  CheckWindow(self().slideDuration(), windowDuration, slideDuration);
  if (windowDuration > slideDuration) KeepRddsOf(*self().node(), KeepComputed<T>(self().source().jobs()));
  if (windowDuration > self().slideDuration()) SaveForLaterRuns(self());
  absl::Duration length = absl::Milliseconds(windowDuration.milliseconds());
  auto compute = [node = self().node(), source = self().source(), length](BatchTime batch) -> Rdd {
    std::vector<RDD<T>> rdds;
    for (Rdd& rdd : node->GetWindow(batch, length)) rdds.push_back(source.Typed(std::move(rdd), batch));
    if (rdds.empty()) return SourceRdd(source.jobs(), RefTo<ParallelizeOp<T>>("window", {}), 0);
    return unionOf(rdds).handle().node();
  };
  return {self().program(), self().program()->AddStream({.parents = {self().node()},
                                                         .slide = absl::Milliseconds(slideDuration.milliseconds()),
                                                         .looks_back = length - self().node()->slide(),
                                                         .parents_window = length,
                                                         .compute = std::move(compute)})};
}

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_STREAM_WINDOWS_H_
