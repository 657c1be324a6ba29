#ifndef SLUICE_API_DSTREAM_PAIR_STREAM_STATE_H_
#define SLUICE_API_DSTREAM_PAIR_STREAM_STATE_H_

#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include "api/dstream/map_with_state_stream.h"
#include "api/dstream/state_spec.h"
#include "api/rdd/functions_of.h"
#include "engine/state/update_all_states.h"
#include "engine/state/update_state_by_key.h"

namespace sluice::internal {

// An update function as the engine calls it.
template <class F>
struct UpdateByValues {
  ShippedFunction<F> f;
  template <class K, class V, class S>
  std::optional<S> operator()(const UpdatedKey<K>&, const std::vector<V>& values, std::optional<S> state) const {
    return f(values, std::move(state));
  }
};
template <class F>
struct UpdateByTimeAndKey {
  ShippedFunction<F> f;
  template <class K, class V, class S>
  std::optional<S> operator()(const UpdatedKey<K>& key, const std::vector<V>& values, std::optional<S> state) const {
    return f(Time(key.batch.value()), key.key(), values, std::move(state));
  }
};

// The S of a function that returns std::optional<S>, or a range of std::pair<K, S>.
template <class F>
using UpdateResult = typename CallOf<decltype(&F::operator())>::Result;
template <class F>
using UpdatedState = typename UpdateResult<F>::value_type;
template <class F>
using UpdatedStates = typename std::ranges::range_value_t<UpdateResult<F>>::second_type;
template <class F, class K, class V>
concept UpdatesByTimeAndKey = std::invocable<const F&, Time, K, const std::vector<V>&, std::optional<UpdatedState<F>>>;
template <class F, class K, class V>
concept UpdateFunction =
    HasOneCall<F> &&
    (UpdatesByTimeAndKey<F, K, V> || std::invocable<const F&, const std::vector<V>&, std::optional<UpdatedState<F>>>);
template <class F, class K, class V>
concept UpdatesAllStates =
    HasOneCall<F> && std::invocable<const F&, const Partition<KeyUpdate<K, V, UpdatedStates<F>>>&>;

// What a stream of pairs can do with state: a base of DStream<std::pair<K, V>>. Needs a checkpoint folder.
template <class K, class V>
class PairStreamState : public DStreamFunctions<PairStreamState<K, V>, std::pair<K, V>> {
 public:
  using Row = std::pair<K, V>;

  // Every key that there ever was with its state. In each batch f(values, state) is called for each of them, or f(time,
  // key, values, state), with a std::vector<V> and a std::optional<S>; it returns the new state, or std::nullopt to
  // drop the key. `initialRDD`: the states before the first batch.
  template <class F>
    requires UpdateFunction<F, K, V>
  DStream<std::pair<K, UpdatedState<F>>> updateStateByKey(
      F f, const Partitions& partitions = {},
      const std::optional<RDD<std::pair<K, UpdatedState<F>>>>& initialRDD = {}) const {
    using S = UpdatedState<F>;
    using Update = std::conditional_t<UpdatesByTimeAndKey<F, K, V>, UpdateByTimeAndKey<F>, UpdateByValues<F>>;
    return StateStream<S, UpdateStateWriter<K, V, S, Update>, Update>(std::move(f), partitions, true, initialRDD);
  }
  // Without `rememberPartitioner` the rows are not known to be where the partitioner puts their keys, so that a join
  // shuffles them.
  template <class F>
    requires UpdateFunction<F, K, V>
  DStream<std::pair<K, UpdatedState<F>>> updateStateByKey(
      F f, const Partitioner& partitioner, bool rememberPartitioner,
      const std::optional<RDD<std::pair<K, UpdatedState<F>>>>& initialRDD = {}) const {
    using S = UpdatedState<F>;
    using Update = std::conditional_t<UpdatesByTimeAndKey<F, K, V>, UpdateByTimeAndKey<F>, UpdateByValues<F>>;
    return StateStream<S, UpdateStateWriter<K, V, S, Update>, Update>(std::move(f), partitioner, rememberPartitioner,
                                                                      initialRDD);
  }
  // The same with all keys of a partition at once: f(Partition<KeyUpdate<K, V, S>>), tuples of key, values and state,
  // gives the new states, a range of std::pair<K, S>. A key that is not among them is dropped.
  template <class F>
    requires UpdatesAllStates<F, K, V>
  DStream<std::pair<K, UpdatedStates<F>>> updateStateByKey(
      F f, const Partitioner& partitioner, bool rememberPartitioner,
      const std::optional<RDD<std::pair<K, UpdatedStates<F>>>>& initialRDD = {}) const {
    using S = UpdatedStates<F>;
    using Update = ShippedFunction<F>;
    return StateStream<S, UpdateAllStatesWriter<K, V, S, Update>, Update>(std::move(f), partitioner,
                                                                          rememberPartitioner, initialRDD);
  }

  // What the function of `spec` makes of each pair and its key's state; only keys with pairs are touched.
  template <class F>
  auto mapWithState(const StateSpecOf<F>& spec) const {
    return MapWithState(self(), spec);
  }

 private:
  template <class S, class StateWriter, class Update, class F>
  DStream<std::pair<K, S>> StateStream(F f, const Partitions& partitions, bool remembers,
                                       const std::optional<RDD<std::pair<K, S>>>& initialRDD) const;
  using DStreamFunctions<PairStreamState, std::pair<K, V>>::self;
};

template <class K, class V>
template <class S, class StateWriter, class Update, class F>
DStream<std::pair<K, S>> PairStreamState<K, V>::StateStream(
    F f, const Partitions& partitions, bool remembers, const std::optional<RDD<std::pair<K, S>>>& initialRDD) const {
  CheckHasCodec<Row>();
  CheckHasCodec<S>();
  const std::string name = "updateStateByKey";
  auto needs = [=, node = self().node()](const BatchKey& batch, JobRunner& jobs) {
    StreamState::Needs needs = {.partitioning = [=, &jobs, rdd = PairsOf<K, V>(*node, batch.time, jobs)] {
      return partitions.Choose({RddHandle(jobs, rdd, batch)});
    }};
    if (initialRDD) {
      needs.load_initial = [initialRDD](const StateTransition& transition, const Partitioning& partitioning) {
        LoadInitialState<K, S>(initialRDD->handle(), transition, partitioning, std::nullopt);
      };
    }
    return needs;
  };
  auto make = [=, node = self().node()](const StateBatch& b) {
    auto options = [&](auto function) { return UpdateStateOptions<Update>{b.transition, Update{std::move(function)}}; };
    Rdd pairs = PairsOf<K, V>(*node, b.batch.time, b.jobs);
    return StateRdd(b.jobs, ShipWith<StateWriter>(name, options, f), RefTo<ExchangeReader<std::pair<K, S>>>(name, {}),
                    AtTheirState<K, V>(name, b.jobs, std::move(pairs), b.partitioning, b.batch), b.transition,
                    b.transition.partitions, remembers ? std::optional(b.partitioning) : std::nullopt);
  };
  auto added = AddStatefulStream(
      self().program(), {.operation = name,
                         .type = typeid(std::pair<K, S>),
                         .spec = {.name = "StateDStream", .parents = {self().node()}, .slide = self().node()->slide()},
                         .needs = std::move(needs),
                         .make = std::move(make)});
  return {self().program(), std::move(added)};
}

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_PAIR_STREAM_STATE_H_
