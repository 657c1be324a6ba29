#ifndef SLUICE_API_DSTREAM_MAP_WITH_STATE_STREAM_H_
#define SLUICE_API_DSTREAM_MAP_WITH_STATE_STREAM_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/dstream/state_spec.h"
#include "engine/state/later_partitions.h"
#include "engine/state/map_with_state.h"

namespace sluice {

template <class T>
class DStream;

// A mapping function as the engine calls it.
template <class F>
struct MapWithTime {
  ShippedFunction<F> f;
  template <class K, class V, class S>
  auto operator()(BatchTime batch, const K& key, std::optional<V> value, State<S>& state) const {
    if constexpr (std::invocable<const F&, Time, K, std::optional<V>, State<S>&>) {
      return f(Time(batch.value()), key, std::move(value), state);
    } else {
      return f(key, std::move(value), state);
    }
  }
};

// A stream whose rows depend on state. Derived from DStream only in the function that makes it, where that is complete.
template <class K, class V, class F>
class MapWithStateStage {
 public:
  using Spec = StateSpecOf<F>;
  using S = typename Spec::S;
  using Function = MapWithTime<F>;
  using Result = std::invoke_result_t<const Function&, BatchTime, const K&, std::optional<V>, State<S>&>;
  using Mapped = typename MappedRow<std::remove_cvref_t<Result>>::Type;

  MapWithStateStage(const std::shared_ptr<ContextCore>& context, std::shared_ptr<StreamNode> parent, Spec spec)
      : state_(context, kName), parent_(std::move(parent)), spec_(std::move(spec)) {}

  StreamState& state() { return state_; }
  void SetSnapshots() { snapshots_ = true; }
  void SetInner(const std::shared_ptr<StreamNode>& inner) { inner_ = inner; }

  Rdd Compute(BatchTime batch) {
    JobRunner& jobs = state_.jobs();
    Rdd rdd = PairsOf<K, V>(*parent_, batch, jobs);
    StreamState::Needs needs = {
        .partitioning = [&] { return spec_.partitions().Choose({RddHandle(jobs, rdd, parent_->KeyOf(batch))}); }};
    if (spec_.load_initial()) {
      needs.load_initial = [&](const StateSite& site, const Partitioning& partitioning) {
        spec_.load_initial()(site, partitioning, batch.value());
      };
    }
    StateSite site = state_.SiteOf(batch, needs);
    auto options = [&](auto function) {
      return MapWithStateOptions<Function>{.site = site,
                                           .function = {std::move(function)},
                                           .renews = spec_.timeout().has_value(),
                                           .times_out_before = TimesOutBefore(batch),
                                           .snapshots = snapshots_};
    };
    Rdd made = StateRdd(jobs, ShipWith<MapWithStateWriter<K, V, S, Function>>(kName, options, spec_.function()),
                        RefTo<ExchangeReader<Mapped>>(kName, {}),
                        AtTheirState<K, V>(kName, jobs, std::move(rdd), state_.partitioning(), parent_->KeyOf(batch)),
                        site, site.partitions * (snapshots_ ? 2 : 1), std::nullopt);
    state_.Made(batch, made);
    return made;
  }

  // Of what Compute gave for a batch.
  Rdd Snapshot(const Rdd& made) {
    return LaterSegmentsRdd(state_.jobs(), RefTo<ExchangeReader<std::pair<K, S>>>(kName, {}),
                            RefTo<LaterPartitionsOp<std::pair<K, S>>>("stateSnapshots", made->partitions), *made,
                            made->partitions);
  }

 private:
  static constexpr char kName[] = "mapWithState";

  std::optional<int64_t> TimesOutBefore(BatchTime batch) const {
    std::shared_ptr<StreamNode> inner = inner_.lock();
    if (!spec_.timeout() || inner == nullptr) return std::nullopt;
    const int64_t interval = absl::ToInt64Milliseconds(*inner->checkpoint_interval());
    if ((batch.value() - inner->zero().value()) % interval != 0) return std::nullopt;
    return batch.value() - spec_.timeout()->milliseconds();
  }

  StreamState state_;
  const std::shared_ptr<StreamNode> parent_;
  const Spec spec_;
  std::weak_ptr<StreamNode> inner_;  // The one with the state.
  bool snapshots_ = false;
};

// What mapWithState returns: a DStream<Mapped> that also gives the states.
template <class K, class V, class F>
class MapWithStateDStream : public DStream<typename MapWithStateStage<K, V, F>::Mapped> {
 public:
  using Stage = MapWithStateStage<K, V, F>;
  MapWithStateDStream(std::shared_ptr<ContextCore> context, std::shared_ptr<StreamNode> outer,
                      std::shared_ptr<StreamNode> inner, std::shared_ptr<Stage> stage)
      : DStream<typename Stage::Mapped>(std::move(context), std::move(outer)),
        inner_(std::move(inner)),
        stage_(std::move(stage)) {}

  // In each batch every key with its state after it. Before the start.
  DStream<std::pair<K, typename Stage::S>> stateSnapshots() const {
    stage_->SetSnapshots();
    auto compute = [inner = inner_, stage = stage_](BatchTime batch) { return stage->Snapshot(inner->Get(batch)); };
    return {this->core(), this->core()->AddStream({.name = "MapWithStateSnapshots",
                                                   .parents = {inner_},
                                                   .slide = inner_->slide(),
                                                   .compute = std::move(compute)})};
  }

 private:
  std::shared_ptr<StreamNode> inner_;
  std::shared_ptr<Stage> stage_;
};

template <class K, class V, class F>
MapWithStateDStream<K, V, F> MapWithState(const DStream<std::pair<K, V>>& pairs, const StateSpecOf<F>& spec) {
  using Stage = MapWithStateStage<K, V, F>;
  CheckHasCodec<std::pair<K, V>>();
  CheckHasCodec<typename Stage::S>();
  CheckHasCodec<typename Stage::Mapped>();
  const std::shared_ptr<ContextCore>& context = pairs.core();
  auto stage = std::make_shared<Stage>(context, pairs.node(), spec);
  auto inner = context->AddStream({.name = "InternalMapWithStateDStream",
                                   .parents = {pairs.node()},
                                   .slide = pairs.node()->slide(),
                                   .in_order = true,
                                   .finish = [stage](BatchTime batch) { stage->state().Finish(batch); },
                                   .needs_checkpoint = true,
                                   .compute = [stage](BatchTime batch) { return stage->Compute(batch); }});
  inner->SetCheckpointInterval(10 * inner->slide());
  auto outer = context->AddStream({.name = "MapWithStateDStream",
                                   .parents = {inner},
                                   .slide = inner->slide(),
                                   .checkpoints_parent = true,
                                   .compute = [inner](BatchTime batch) { return inner->Get(batch); }});
  stage->state().SetNode(inner);
  stage->SetInner(inner);
  return {context, std::move(outer), std::move(inner), std::move(stage)};
}

}  // namespace sluice

#endif  // SLUICE_API_DSTREAM_MAP_WITH_STATE_STREAM_H_
