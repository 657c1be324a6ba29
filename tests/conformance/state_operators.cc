#include "tests/conformance/operators.h"

namespace sluice {
namespace {

RDD<ValuePair> InitialState(StreamingContext& ssc, const Node& n) {
  std::vector<ValuePair> states;
  for (const Value& state : n.values("initial")) states.push_back(ToPair(state));
  return parallelize<ValuePair>(ssc.sparkContext(), states, n.partitions());
}

Rows UpdateStateByKey(StreamingContext& ssc, const Node& n) {
  std::optional<RDD<ValuePair>> initial;
  if (n.Has("initial")) initial = InitialState(ssc, n);
  Pairs states = PairsOf(n.of()).updateStateByKey(UpdateNamed{n.fn()}, n.partitions(), initial);
  if (n.Has("checkpoint_ms")) states.checkpoint(n.duration("checkpoint_ms"));
  return RowsOfPairs(states);
}

Rows MapWithStateOf(StreamingContext& ssc, const Node& n) {
  auto spec = StateSpec::function(MapStateNamed{n.fn()}).numPartitions(n.partitions());
  if (n.Has("initial")) spec = std::move(spec).initialState(InitialState(ssc, n));
  if (n.Has("timeout_ms")) spec = std::move(spec).timeout(n.duration("timeout_ms"));
  auto mapped = PairsOf(n.of()).mapWithState(spec);
  if (n.Has("checkpoint_ms")) mapped.checkpoint(n.duration("checkpoint_ms"));
  n.Define(n.id() + ".snapshots", RowsOfPairs(mapped.stateSnapshots()));
  return mapped;
}

}  // namespace

void AddStateOperators(Operators& operators) {
  operators["updateStateByKey"] = UpdateStateByKey;
  operators["mapWithState"] = MapWithStateOf;
}

}  // namespace sluice
