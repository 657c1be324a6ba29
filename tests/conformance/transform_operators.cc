#include <stdexcept>

#include "tests/conformance/operators.h"

namespace sluice {
namespace {

using Transform = std::function<RDD<Value>(Application&, const RDD<Value>&, Time, const ValueList&)>;
using TransformWith = std::function<RDD<Value>(const RDD<Value>&, const RDD<Value>&)>;

RDD<Value> SortByKey(const RDD<Value>& rdd) { return rdd.map(AsPair()).sortByKey(true, 1).map(AsValue()); }

RDD<Value> SortNumbersDescending(const RDD<Value>& rdd) {
  return rdd.sortBy([](const Value& row) { return row.number(); }, false, 1);
}

RDD<Value> Top2ByValue(Application& app, const RDD<Value>& rdd) {
  auto order = [](const Value& row) {
    ValuePair pair = ToPair(row);
    return std::pair(-pair.second.number(), pair.first);
  };
  return parallelize<Value>(app, rdd.sortBy(order, true, 1).take(2), 1);
}

RDD<Value> JoinStatic(Application& app, const RDD<Value>& rdd, const ValueList& rows) {
  auto fixed = parallelize<Value>(app, rows).map(AsPair());
  return rdd.map(AsPair()).join(fixed, 2).map(
      [](std::pair<Value, ValuePair> row) { return Value(ValueList{row.first, ToValue(row.second)}); });
}

RDD<Value> WithTime(const RDD<Value>& rdd, Time time) {
  return rdd.map([](const Value& row, int64_t ms) { return Value(ValueList{ms, row}); }, time.milliseconds());
}

const std::map<std::string, Transform>& Transforms() {
  static const std::map<std::string, Transform> kTransforms = {
      {"sort_by_key", [](Application&, const RDD<Value>& r, Time, const ValueList&) { return SortByKey(r); }},
      {"sort_numbers_desc",
       [](Application&, const RDD<Value>& r, Time, const ValueList&) { return SortNumbersDescending(r); }},
      {"distinct", [](Application&, const RDD<Value>& r, Time, const ValueList&) { return r.distinct(); }},
      {"top2_by_value", [](Application& a, const RDD<Value>& r, Time, const ValueList&) { return Top2ByValue(a, r); }},
      {"join_static",
       [](Application& a, const RDD<Value>& r, Time, const ValueList& rows) { return JoinStatic(a, r, rows); }},
      {"subtract_static", [](Application& a, const RDD<Value>& r, Time,
                             const ValueList& rows) { return r.subtract(parallelize<Value>(a, rows)); }},
      {"with_batch_time",
       [](Application&, const RDD<Value>& r, Time time, const ValueList&) { return WithTime(r, time); }},
      {"partition_count", [](Application& a, const RDD<Value>& r, Time,
                             const ValueList&) { return parallelize<Value>(a, {int64_t{r.getNumPartitions()}}, 1); }},
      {"element_count", [](Application& a, const RDD<Value>& r, Time,
                           const ValueList&) { return parallelize<Value>(a, {r.count()}, 1); }},
  };
  return kTransforms;
}

const std::map<std::string, TransformWith>& TransformsWith() {
  static const std::map<std::string, TransformWith> kTransforms = {
      {"subtract", [](const RDD<Value>& a, const RDD<Value>& b) { return a.subtract(b); }},
      {"intersection", [](const RDD<Value>& a, const RDD<Value>& b) { return a.intersection(b); }},
      {"cartesian", [](const RDD<Value>& a, const RDD<Value>& b) { return a.cartesian(b).map(AsValue()); }},
  };
  return kTransforms;
}

}  // namespace

void AddTransformOperators(Operators& operators) {
  operators["transform"] = [](StreamingContext& ssc, const Node& n) {
    ValueList rows = n.Has("static") ? n.values("static") : ValueList();
    return n.of().transform([f = Transforms().at(n.fn()), &app = ssc.sparkContext(), rows](
                                const RDD<Value>& rdd, Time time) { return f(app, rdd, time, rows); });
  };
  operators["transformWith"] = [](StreamingContext&, const Node& n) {
    return n.of().transformWith(n.with(), TransformsWith().at(n.fn()));
  };
}

}  // namespace sluice
