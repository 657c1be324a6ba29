#ifndef SLUICE_API_DSTREAM_MAP_WITH_STATE_STREAM_H_
#define SLUICE_API_DSTREAM_MAP_WITH_STATE_STREAM_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/dstream/state_spec.h"
#include "engine/state/map_with_state.h"

namespace sluice {

template <class T>
class DStream;

}  // namespace sluice

namespace sluice::internal {

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

  static constexpr char kName[] = "mapWithState";

  MapWithStateStage(JobRunner& jobs, std::shared_ptr<StreamNode> parent, Spec spec)
      : jobs_(jobs), parent_(std::move(parent)), spec_(std::move(spec)) {}

  void SetSnapshots() { snapshots_ = true; }
  void SetInner(const std::shared_ptr<StreamNode>& inner) { inner_ = inner; }

  StreamState::Needs Needs(const BatchKey& batch) {
    StreamState::Needs needs = {.partitioning = [this, batch, rdd = PairsOf<K, V>(*parent_, batch.time, jobs_)] {
      return spec_.partitions().Choose({RddHandle(jobs_, rdd, batch)});
    }};
    if (spec_.load_initial()) {
      needs.load_initial = [this, batch](const StateTransition& transition, const Partitioning& partitioning) {
        spec_.load_initial()(transition, partitioning, batch.time.value());
      };
    }
    return needs;
  }

  Rdd Make(const StateBatch& b) {
    auto options = [&](auto function) {
      return MapWithStateOptions<Function>{.transition = b.transition,
                                           .function = {std::move(function)},
                                           .renews = spec_.timeout().has_value(),
                                           .times_out_before = TimesOutBefore(b.batch.time),
                                           .snapshots = snapshots_};
    };
    Rdd pairs = PairsOf<K, V>(*parent_, b.batch.time, jobs_);
    return StateRdd(jobs_, ShipWith<MapWithStateWriter<K, V, S, Function>>(kName, options, spec_.function()),
                    RefTo<ExchangeReader<Mapped>>(kName, {}),
                    AtTheirState<K, V>(kName, jobs_, std::move(pairs), b.partitioning, b.batch), b.transition,
                    b.transition.partitions * (snapshots_ ? 2 : 1), std::nullopt);
  }

  // Of what Make gave for a batch.
  Rdd Snapshot(const Rdd& made) {
    return LaterSegmentsRdd(jobs_, RefTo<ExchangeReader<std::pair<K, S>>>(kName, {}),
                            RefTo<LaterPartitionsOp<std::pair<K, S>>>("stateSnapshots", made->partitions), *made,
                            made->partitions);
  }

 private:
  std::optional<int64_t> TimesOutBefore(BatchTime batch) const {
    std::shared_ptr<StreamNode> inner = inner_.lock();
    if (!spec_.timeout() || inner == nullptr) return std::nullopt;
    const int64_t interval = absl::ToInt64Milliseconds(*inner->checkpoint_interval());
    if ((batch.value() - inner->zero().value()) % interval != 0) return std::nullopt;
    return batch.value() - spec_.timeout()->milliseconds();
  }

  JobRunner& jobs_;
  const std::shared_ptr<StreamNode> parent_;
  const Spec spec_;
  std::weak_ptr<StreamNode> inner_;  // The one with the state.
  bool snapshots_ = false;
};

}  // namespace sluice::internal

namespace sluice {

// What mapWithState returns: a DStream<Mapped> that also gives the states.
template <class K, class V, class F>
class MapWithStateDStream : public DStream<typename internal::MapWithStateStage<K, V, F>::Mapped> {
 public:
  using Stage = internal::MapWithStateStage<K, V, F>;
  MapWithStateDStream(std::shared_ptr<internal::StreamingProgram> program, std::shared_ptr<StreamNode> outer,
                      std::shared_ptr<StreamNode> inner, std::shared_ptr<Stage> stage)
      : DStream<typename Stage::Mapped>(std::move(program), std::move(outer)),
        inner_(std::move(inner)),
        stage_(std::move(stage)) {}

  // In each batch every key with its state after it. Before the start.
  DStream<std::pair<K, typename Stage::S>> stateSnapshots() const {
    stage_->SetSnapshots();
    auto compute = [inner = inner_, stage = stage_](BatchTime batch) { return stage->Snapshot(inner->Get(batch)); };
    return {this->program(), this->program()->AddStream({.name = "MapWithStateSnapshots",
                                                         .parents = {inner_},
                                                         .slide = inner_->slide(),
                                                         .compute = std::move(compute)})};
  }

 private:
  std::shared_ptr<StreamNode> inner_;
  std::shared_ptr<Stage> stage_;
};

template <class K, class V, class F>
MapWithStateDStream<K, V, F> MapWithState(const DStream<std::pair<K, V>>& pairs, const internal::StateSpecOf<F>& spec) {
  using Stage = internal::MapWithStateStage<K, V, F>;
  CheckHasCodec<std::pair<K, V>>();
  CheckHasCodec<typename Stage::S>();
  CheckHasCodec<typename Stage::Mapped>();
  const std::shared_ptr<internal::StreamingProgram>& program = pairs.program();
  auto stage = std::make_shared<Stage>(program->app().jobs(), pairs.node(), spec);
  auto inner = internal::AddStatefulStream(
      program,
      {.operation = Stage::kName,
       .type = typeid(std::pair<K, typename Stage::S>),
       .spec = {.name = "InternalMapWithStateDStream", .parents = {pairs.node()}, .slide = pairs.node()->slide()},
       .needs = [stage](const BatchKey& batch, JobRunner&) { return stage->Needs(batch); },
       .make = [stage](const internal::StateBatch& batch) { return stage->Make(batch); }});
  inner->SetCheckpointInterval(10 * inner->slide());
  auto outer = program->AddStream({.name = "MapWithStateDStream",
                                   .parents = {inner},
                                   .slide = inner->slide(),
                                   .checkpoints_parent = true,
                                   .compute = [inner](BatchTime batch) { return inner->Get(batch); }});
  stage->SetInner(inner);
  return {program, std::move(outer), std::move(inner), std::move(stage)};
}

}  // namespace sluice

#endif  // SLUICE_API_DSTREAM_MAP_WITH_STATE_STREAM_H_
