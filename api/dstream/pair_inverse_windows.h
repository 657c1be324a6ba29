#ifndef SLUICE_API_DSTREAM_PAIR_INVERSE_WINDOWS_H_
#define SLUICE_API_DSTREAM_PAIR_INVERSE_WINDOWS_H_

#include <algorithm>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "api/dstream/stream_state.h"
#include "api/dstream/stream_windows.h"
#include "api/rdd/functions_of.h"
#include "engine/dstream/window_difference.h"
#include "engine/state/window_state.h"

namespace sluice::internal {

void CheckInverseWindow(Duration parent_slide, Duration length, Duration slide);

// Windows of pairs that go on from the window before: a base of DStream<std::pair<K, V>>. A batch costs what comes in
// and what goes out, however long the window. Needs a checkpoint folder.
template <class K, class V>
class PairInverseWindows : public DStreamFunctions<PairInverseWindows<K, V>, std::pair<K, V>> {
 public:
  using Row = std::pair<K, V>;

  // One pair for each key of the window, its values combined by `f(value, value)`; `inverse(value, leaving)` takes out
  // what leaves. A key whose rows have all left stays, with whatever is left. Pairs for which `filter(pair)` is false
  // are left out, and such a key goes with its last row.
  template <class F, class Inverse, class Filter = std::true_type>
    requires Combiner<F, V> && Combiner<Inverse, V>
  DStream<Row> reduceByKeyAndWindow(F f, Inverse inverse, Duration windowDuration, Duration slideDuration,
                                    const Partitions& partitions = {}, Filter filter = {}) const;
  template <class F, class Inverse>
    requires Combiner<F, V> && Combiner<Inverse, V>
  DStream<Row> reduceByKeyAndWindow(F f, Inverse inverse, Duration windowDuration) const {
    return reduceByKeyAndWindow(f, inverse, windowDuration, self().slideDuration());
  }

 private:
  using DStreamFunctions<PairInverseWindows, std::pair<K, V>>::self;
};

// The pairs that come into the window of a batch, and those that leave it, each in the partition of its key's state.
template <class K, class V>
Rdd WindowChangesRdd(const std::string& name, const StateBatch& b, WindowDifference difference) {
  if (difference.rdds.empty()) difference.rdds.push_back(NoPairs<K, V>(b.jobs));
  std::vector<NarrowDependency> inputs;
  for (Rdd& rdd : difference.rdds) {
    inputs.push_back({.parent = AtTheirState<K, V>(name, b.jobs, std::move(rdd), b.partitioning, b.batch)});
  }
  return NarrowRdd(b.jobs, RefTo<WindowChangesOp<K, V>>(name, difference.leaving), std::move(inputs),
                   b.transition.partitions, b.partitioning);
}

template <class K, class V>
template <class F, class Inverse, class Filter>
  requires Combiner<F, V> && Combiner<Inverse, V>
DStream<std::pair<K, V>> PairInverseWindows<K, V>::reduceByKeyAndWindow(F f, Inverse inverse, Duration windowDuration,
                                                                        Duration slideDuration,
                                                                        const Partitions& partitions,
                                                                        Filter filter) const {
  using Keep = std::conditional_t<std::is_same_v<Filter, std::true_type>, std::true_type, ShippedFunction<Filter>>;
  using Writer = WindowStateWriter<K, V, ShippedFunction<F>, ShippedFunction<Inverse>, Keep>;
  CheckInverseWindow(self().slideDuration(), windowDuration, slideDuration);
  CheckCanShip<Inverse>();
  CheckCanShip<Filter>();
  const std::string name = "reduceByKeyAndWindow";
  const absl::Duration length = absl::Milliseconds(windowDuration.milliseconds());
  const absl::Duration slide = absl::Milliseconds(slideDuration.milliseconds());
  DStream<Row> reduced = self().reduceByKey(f, partitions);
  KeepRddsOf(*reduced.node(), KeepComputed<Row>(reduced.source().jobs()));
  SaveForLaterRuns(reduced);
  // What leaves is taken out as it was put in, though its blocks were lost meanwhile.
  SaveFirst(*reduced.node(), KeepAs<Row>(reduced.source().jobs(), StorageLevel::MEMORY_ONLY_SER));
  // Shared, since GCC 12 takes an optional for uninitialized that one lambda copies into another.
  auto needs = [node = reduced.node(), chosen = std::make_shared<const Partitions>(partitions)](const BatchKey& batch,
                                                                                                JobRunner& jobs) {
    return StreamState::Needs{.partitioning = [=, &jobs] {
      return chosen->Choose({RddHandle(jobs, PairsOf<K, V>(*node, batch.time, jobs), batch)});
    }};
  };
  auto make = [=, node = reduced.node()](const StateBatch& b) {
    typename Writer::Options options{b.transition, ShippedFunction<F>(f), ShippedFunction<Inverse>(inverse),
                                     Keep(filter)};
    const bool is_first = b.transition.from == kNoStateVersion;
    WindowDifference difference =
        is_first ? FirstWindow(*node, b.batch.time, length) : DifferenceOf(*node, b.batch.time, length, slide);
    return StateRdd(b.jobs, RefTo<Writer>(name, options), RefTo<ExchangeReader<Row>>(name, {}),
                    WindowChangesRdd<K, V>(name, b, std::move(difference)), b.transition, b.transition.partitions,
                    b.partitioning);
  };
  auto added = AddStatefulStream(self().program(), {.operation = name,
                                                    .type = typeid(std::pair<K, V>),
                                                    .spec = {.name = "ReducedWindowedDStream",
                                                             .parents = {reduced.node()},
                                                             .slide = slide,
                                                             .looks_back = length + slide - self().node()->slide(),
                                                             .parents_window = length},
                                                    .needs = std::move(needs),
                                                    .make = std::move(make)});
  return {self().program(), std::move(added)};
}

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_PAIR_INVERSE_WINDOWS_H_
