#include "tests/conformance/operators.h"

namespace sluice {
namespace {

Value OrNull(const Value& value) { return value; }
Value OrNull(const std::optional<Value>& value) { return value.value_or(Value()); }

template <class Left, class Right>
Rows Joined(const DStream<std::pair<Value, std::pair<Left, Right>>>& joined) {
  return joined.map([](const std::pair<Value, std::pair<Left, Right>>& row) {
    return Value(ValueList{row.first, ValueList{OrNull(row.second.first), OrNull(row.second.second)}});
  });
}

void AddJoins(Operators& operators) {
  operators["join"] = [](StreamingContext&, const Node& n) {
    return Joined(PairsOf(n.of()).join(PairsOf(n.with()), n.partitions()));
  };
  operators["leftOuterJoin"] = [](StreamingContext&, const Node& n) {
    return Joined(PairsOf(n.of()).leftOuterJoin(PairsOf(n.with()), n.partitions()));
  };
  operators["rightOuterJoin"] = [](StreamingContext&, const Node& n) {
    return Joined(PairsOf(n.of()).rightOuterJoin(PairsOf(n.with()), n.partitions()));
  };
  operators["fullOuterJoin"] = [](StreamingContext&, const Node& n) {
    return Joined(PairsOf(n.of()).fullOuterJoin(PairsOf(n.with()), n.partitions()));
  };
  operators["cogroup"] = [](StreamingContext&, const Node& n) {
    using Groups = std::pair<ValueList, ValueList>;
    return PairsOf(n.of()).cogroup(PairsOf(n.with()), n.partitions()).map([](std::pair<Value, Groups> row) {
      return Value(ValueList{row.first, ValueList{SortedList(row.second.first), SortedList(row.second.second)}});
    });
  };
}

}  // namespace

void AddPairOperators(Operators& operators) {
  AddJoins(operators);
  operators["mapValues"] = [](StreamingContext&, const Node& n) {
    return RowsOfPairs(PairsOf(n.of()).mapValues(MapNamed{n.fn()}));
  };
  operators["flatMapValues"] = [](StreamingContext&, const Node& n) {
    return RowsOfPairs(PairsOf(n.of()).flatMapValues(ExpandNamed{n.fn()}));
  };
  operators["reduceByKey"] = [](StreamingContext&, const Node& n) {
    return RowsOfPairs(PairsOf(n.of()).reduceByKey(CombineNamed{n.fn()}, n.partitions()));
  };
  operators["groupByKey"] = [](StreamingContext&, const Node& n) {
    return PairsOf(n.of()).groupByKey(n.partitions()).map([](std::pair<Value, ValueList> row) {
      return Value(ValueList{row.first, SortedList(std::move(row.second))});
    });
  };
  operators["combineByKey"] = [](StreamingContext&, const Node& n) {
    CombineNamed combine{n.fn()};
    return RowsOfPairs(PairsOf(n.of()).combineByKey(MapNamed{"identity"}, combine, combine, n.partitions()));
  };
}

}  // namespace sluice
