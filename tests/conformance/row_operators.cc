#include "tests/conformance/operators.h"

namespace sluice {

void AddRowOperators(Operators& operators) {
  operators["map"] = [](StreamingContext&, const Node& n) { return n.of().map(MapNamed{n.fn()}); };
  operators["flatMap"] = [](StreamingContext&, const Node& n) { return n.of().flatMap(ExpandNamed{n.fn()}); };
  operators["filter"] = [](StreamingContext&, const Node& n) { return n.of().filter(FilterNamed{n.fn()}); };
  operators["mapPartitions"] = [](StreamingContext&, const Node& n) {
    return n.of().mapPartitions(MapPartitionNamed{n.fn()});
  };
  operators["glom"] = [](StreamingContext&, const Node& n) {
    return n.of().glom().map([](ValueList rows) { return Value(std::move(rows)); });
  };
  operators["count"] = [](StreamingContext&, const Node& n) {
    return n.of().count().map([](int64_t count) { return Value(count); });
  };
  operators["countByValue"] = [](StreamingContext&, const Node& n) {
    return n.of().countByValue(n.partitions()).map([](std::pair<Value, int64_t> count) {
      return Value(ValueList{std::move(count.first), count.second});
    });
  };
  operators["reduce"] = [](StreamingContext&, const Node& n) { return n.of().reduce(CombineNamed{n.fn()}); };
  operators["union"] = [](StreamingContext& ssc, const Node& n) {
    return n.Has("with") ? n.of().union_(n.with()) : ssc.union_(n.all());
  };
  operators["repartition"] = [](StreamingContext&, const Node& n) { return n.of().repartition(n.partitions()); };
  operators["cache"] = [](StreamingContext&, const Node& n) { return n.of().cache(); };
}

}  // namespace sluice
