#ifndef SLUICE_API_RDD_APPROXIMATE_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_APPROXIMATE_RDD_FUNCTIONS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "api/core/error.h"
#include "api/rdd/async_rdd_functions.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/partial_result.h"
#include "api/rdd/partitioner.h"
#include "common/base/str_cat.h"
#include "common/codec/key_map.h"
#include "common/codec/owned.h"
#include "common/codec/stable_hash.h"
#include "engine/rows/aggregate.h"
#include "engine/rows/hyper_log_log.h"
#include "engine/rows/text.h"

namespace sluice::internal {

struct AddToSketch {
  template <class T>
  HyperLogLog operator()(HyperLogLog sketch, const T& row) const {
    if constexpr (Codable<T>) sketch.Add(StableHash(row));
    return sketch;
  }
};
struct MergeSketches {
  HyperLogLog operator()(HyperLogLog a, const HyperLogLog& b) const {
    a.Merge(b);
    return a;
  }
};
struct SizeOfSketch {
  int64_t operator()(const HyperLogLog& sketch) const { return sketch.Estimate(); }
};
struct AddToCounts {
  template <class T>
  KeyMap<Owned<T>, int64_t> operator()(KeyMap<Owned<T>, int64_t> counts, const T& row) const {
    ++counts[ToOwned(row)];
    return counts;
  }
};
struct AddToStatistics {
  template <class T>
  StatCounter operator()(StatCounter seen, T row) const {
    return seen.merge(static_cast<double>(row));
  }
};

// Answers that need not be exact: a base of RDD<T>. Those with a timeout (in milliseconds) tell what was known then,
// from the partitions that were done, and bounds that hold with that confidence.
template <class T>
class ApproximateRDDFunctions : public RDDFunctions<ApproximateRDDFunctions<T>, T> {
 public:
  // How many different rows there are, off by `relativeSD` of that (a standard deviation).
  int64_t countApproxDistinct(double relativeSD = 0.05) const {
    CheckHasCodec<T>();
    HyperLogLog none = Sketch(relativeSD);
    return self().aggregate(none, AddToSketch(), MergeSketches()).Estimate();
  }
  // The same of the values of each key.
  template <class P = T, class K = typename P::first_type>
  RDD<std::pair<K, int64_t>> countApproxDistinctByKey(double relativeSD = 0.05,
                                                      const Partitions& partitions = {}) const {
    return self()
        .aggregateByKey(Sketch(relativeSD), partitions, AddToSketch(), MergeSketches())
        .mapValues(SizeOfSketch());
  }

  PartialResult<BoundedDouble> countApprox(int64_t timeout, double confidence = 0.95) const {
    auto seen = std::make_shared<SeenSoFar<int64_t>>(0, self().getNumPartitions());
    auto merge = [](int64_t& seen, int64_t part) { seen += part; };
    auto estimate = [confidence](int64_t seen, PartitionsDone done) { return EstimateCount(seen, done, confidence); };
    return Approximately<BoundedDouble, int64_t>(RefTo<CountTerminal<T>>("countApprox", {}), timeout, confidence, seen,
                                                 merge, estimate);
  }
  PartialResult<KeyMap<Owned<T>, BoundedDouble>> countByValueApprox(int64_t timeout, double confidence = 0.95) const {
    using Counts = KeyMap<Owned<T>, int64_t>;
    using Result = KeyMap<Owned<T>, BoundedDouble>;
    CheckHasCodec<T>();
    auto seen = std::make_shared<SeenSoFar<Counts>>(Counts(), self().getNumPartitions());
    auto merge = [](Counts& seen, const Counts& part) {
      for (const auto& [row, count] : part) seen[row] += count;
    };
    auto estimate = [confidence](const Counts& seen, PartitionsDone done) {
      Result result;
      for (const auto& [row, count] : seen) result[row] = EstimateCount(count, done, confidence);
      return result;
    };
    using Terminal = AggregateTerminal<T, Counts, ShippedFunction<AddToCounts>>;
    auto options = [](auto function) { return std::pair<Counts, decltype(function)>(Counts(), std::move(function)); };
    return Approximately<Result, Counts>(ShipWith<Terminal>("countByValueApprox", options, AddToCounts()), timeout,
                                         confidence, seen, merge, estimate);
  }
  template <class P = T, class K = typename P::first_type>
  PartialResult<KeyMap<Owned<K>, BoundedDouble>> countByKeyApprox(int64_t timeout, double confidence = 0.95) const {
    return self().keys().countByValueApprox(timeout, confidence);
  }

  PartialResult<BoundedDouble> sumApprox(int64_t timeout, double confidence = 0.95) const
    requires std::is_arithmetic_v<T>
  {
    return OfStatistics("sumApprox", timeout, confidence, EstimateSum);
  }
  PartialResult<BoundedDouble> meanApprox(int64_t timeout, double confidence = 0.95) const
    requires std::is_arithmetic_v<T>
  {
    return OfStatistics("meanApprox", timeout, confidence, EstimateMean);
  }

 private:
  static HyperLogLog Sketch(double relativeSD) {
    if (relativeSD > 0.000017) return HyperLogLog::WithError(relativeSD);
    throw Error(absl::InvalidArgumentError(
        StrCat("requirement failed: accuracy (", ToText(relativeSD), ") must be greater than 0.000017")));
  }

  // `merge(seen, part)` for what the terminal gives of each partition, `estimate(seen, partitions)` when asked.
  template <class R, class Part, class Seen, class Merge, class Estimate>
  PartialResult<R> Approximately(OperatorRef terminal, int64_t timeout, double confidence,
                                 std::shared_ptr<SeenSoFar<Seen>> seen, Merge merge, Estimate estimate) const {
    if (confidence < 0 || confidence > 1) {
      throw Error(absl::InvalidArgumentError(
          StrCat("requirement failed: confidence (", ToText(confidence), ") must be in [0,1]")));
    }
    Runtime& runtime = self().handle().jobs().runtime();
    FutureAction<R> action(runtime,
                           [handle = self().handle(), terminal, seen, merge, estimate](const auto& is_cancelled) {
                             RunInSteps(handle, terminal, is_cancelled, [&](const Buffers& value) {
                               const Part part = Received<Part>(value, "approximation");
                               seen->Add([&](Seen& all) { merge(all, part); });
                               return true;
                             });
                             return seen->Evaluate(estimate);
                           });
    const bool is_final = action.ready(Duration(timeout));
    return PartialResult<R>(is_final ? action.get() : seen->Evaluate(estimate), is_final, action);
  }

  template <class Estimate>
  PartialResult<BoundedDouble> OfStatistics(const char* name, int64_t timeout, double confidence,
                                            Estimate estimate) const {
    auto seen = std::make_shared<SeenSoFar<StatCounter>>(StatCounter(), self().getNumPartitions());
    auto merge = [](StatCounter& seen, const StatCounter& part) { seen.merge(part); };
    auto bounds = [confidence, estimate](const StatCounter& seen, PartitionsDone done) {
      return estimate(seen, done, confidence);
    };
    using Terminal = AggregateTerminal<T, StatCounter, ShippedFunction<AddToStatistics>>;
    auto options = [](auto function) {
      return std::pair<StatCounter, decltype(function)>(StatCounter(), std::move(function));
    };
    return Approximately<BoundedDouble, StatCounter>(ShipWith<Terminal>(name, options, AddToStatistics()), timeout,
                                                     confidence, seen, merge, bounds);
  }

  using RDDFunctions<ApproximateRDDFunctions, T>::self;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_APPROXIMATE_RDD_FUNCTIONS_H_
