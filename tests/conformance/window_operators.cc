#include "tests/conformance/operators.h"

namespace sluice {
namespace {

Rows ReduceByKeyAndWindow(const Node& n) {
  Pairs pairs = PairsOf(n.of());
  CombineNamed f{n.fn()};
  if (!n.Has("inverse")) {
    return RowsOfPairs(pairs.reduceByKeyAndWindow(f, n.window(), n.slide(), n.partitions()));
  }
  CombineNamed inverse{n.json().at("inverse")};
  if (!n.Has("keep")) {
    return RowsOfPairs(pairs.reduceByKeyAndWindow(f, inverse, n.window(), n.slide(), n.partitions()));
  }
  KeepNamed keep{n.json().at("keep")};
  return RowsOfPairs(pairs.reduceByKeyAndWindow(f, inverse, n.window(), n.slide(), n.partitions(), keep));
}

Rows ReduceByWindow(const Node& n) {
  CombineNamed f{n.fn()};
  if (!n.Has("inverse")) return n.of().reduceByWindow(f, n.window(), n.slide());
  return n.of().reduceByWindow(f, CombineNamed{n.json().at("inverse")}, n.window(), n.slide());
}

}  // namespace

void AddWindowOperators(Operators& operators) {
  operators["window"] = [](StreamingContext&, const Node& n) {
    return n.Has("slide_ms") ? n.of().window(n.window(), n.slide()) : n.of().window(n.window());
  };
  operators["countByWindow"] = [](StreamingContext&, const Node& n) {
    return n.of().countByWindow(n.window(), n.slide()).map([](int64_t count) { return Value(count); });
  };
  operators["countByValueAndWindow"] = [](StreamingContext&, const Node& n) {
    return n.of().countByValueAndWindow(n.window(), n.slide(), n.partitions()).map([](std::pair<Value, int64_t> count) {
      return Value(ValueList{std::move(count.first), count.second});
    });
  };
  operators["reduceByWindow"] = [](StreamingContext&, const Node& n) { return ReduceByWindow(n); };
  operators["reduceByKeyAndWindow"] = [](StreamingContext&, const Node& n) { return ReduceByKeyAndWindow(n); };
  operators["groupByKeyAndWindow"] = [](StreamingContext&, const Node& n) {
    return PairsOf(n.of())
        .groupByKeyAndWindow(n.window(), n.slide(), n.partitions())
        .map([](std::pair<Value, ValueList> row) {
          return Value(ValueList{row.first, SortedList(std::move(row.second))});
        });
  };
}

}  // namespace sluice
