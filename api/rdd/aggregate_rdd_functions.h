#ifndef SLUICE_API_RDD_AGGREGATE_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_AGGREGATE_RDD_FUNCTIONS_H_

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "api/core/error.h"
#include "api/core/function.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/rdd_handle.h"
#include "api/rdd/shuffle_rdd_functions.h"
#include "common/codec/compare.h"
#include "common/codec/key_map.h"
#include "common/codec/owned.h"
#include "engine/rows/aggregate.h"
#include "engine/rows/collect.h"
#include "engine/rows/for_each.h"
#include "engine/rows/row_list.h"
#include "engine/rows/take_ordered.h"

namespace sluice::internal {

// Orders of rows, and what they are combined by.
struct Ascending {
  template <class T>
  bool operator()(const T& a, const T& b) const {
    return OrderedBefore(a, b);
  }
};
template <class Before>
struct Reversed {
  Before before;
  template <class T>
  bool operator()(const T& a, const T& b) const {
    return before(b, a);
  }
};
template <class Before>
struct FirstBy {
  Before before;
  template <class T>
  T operator()(T a, T b) const {
    return before(b, a) ? b : a;
  }
};
template <class T, class Function>
struct Folding {
  Function function;
  Owned<T> operator()(const Owned<T>& folded, T row) const {
    return ToOwned<T>(function(ViewOf<T>(folded), std::move(row)));
  }
};

// The actions that make one value, or few, of all rows: a base of RDD<T>.
template <class T>
class AggregateRDDFunctions : public RDDFunctions<AggregateRDDFunctions<T>, T> {
 public:
  Owned<T> first() const {
    std::vector<Owned<T>> rows = self().take(1);
    if (rows.empty()) throw Error(absl::FailedPreconditionError("empty collection"));
    return std::move(rows.front());
  }
  bool isEmpty() const { return self().take(1).empty(); }

  // Each partition starts with `zeroValue`: seqOp(aggregate, row). The driver starts with it too: combOp(aggregate,
  // aggregate), which may capture.
  template <class U, class SeqOp, class CombOp>
  Owned<U> aggregate(U zeroValue, SeqOp seqOp, CombOp combOp) const {
    using C = Owned<U>;
    CheckHasCodec<C>();
    C result = ToOwned(zeroValue);
    auto options = [&](auto function) { return std::pair<C, decltype(function)>(result, std::move(function)); };
    auto terminal = ShipWith<AggregateTerminal<T, C, ShippedFunction<SeqOp>>>("aggregate", options, std::move(seqOp));
    for (const Buffers& value : handle().Run(terminal)) {
      C next(combOp(std::move(result), Received<C>(value, "aggregate")));
      result = std::move(next);
    }
    return result;
  }
  template <class F>
    requires Combiner<F, T>
  Owned<T> fold(Owned<T> zeroValue, F f) const {
    CheckCanShip<F>();
    Folding<T, ShippedFunction<F>> folding{ShippedFunction<F>(std::move(f))};
    auto merging = [&](const Owned<T>& a, const Owned<T>& b) { return folding(a, ViewOf<T>(b)); };
    return aggregate(std::move(zeroValue), folding, merging);
  }
  // Spark's trees spare the driver; one value of each partition is not much for it.
  template <class U, class SeqOp, class CombOp>
  Owned<U> treeAggregate(U zeroValue, SeqOp seqOp, CombOp combOp, int /*depth*/ = 2) const {
    return aggregate(std::move(zeroValue), std::move(seqOp), std::move(combOp));
  }
  template <class F>
    requires Combiner<F, T>
  Owned<T> treeReduce(F f, int /*depth*/ = 2) const {
    return self().reduce(std::move(f));
  }

  // By `before(a, b)`; the order that sorting goes by if it is not given.
  template <class Before = Ascending>
  Owned<T> min(Before before = {}) const {
    CheckCanShip<Before>();
    return self().reduce(FirstBy<ShippedFunction<Before>>{ShippedFunction<Before>(before)});
  }
  template <class Before = Ascending>
  Owned<T> max(Before before = {}) const {
    CheckCanShip<Before>();
    return min(Reversed<ShippedFunction<Before>>{ShippedFunction<Before>(before)});
  }
  // The first `num` rows of that order, in it. Partitions send no more than `num` rows each.
  template <class Before = Ascending>
  std::vector<Owned<T>> takeOrdered(int64_t num, Before before = {}) const {
    CheckHasCodec<T>();
    RowList<Owned<T>> rows;
    auto options = [&](auto function) { return std::pair(num, std::move(function)); };
    auto terminal = ShipWith<TakeOrderedTerminal<T, ShippedFunction<Before>>>("takeOrdered", options, before);
    if (num <= 0) return {};
    for (const Buffers& value : handle().Run(terminal)) ThrowIfError(AppendCollected<T>(value, rows));
    std::stable_sort(rows.begin(), rows.end(), before);
    if (static_cast<int64_t>(rows.size()) > num) rows.erase(rows.begin() + num, rows.end());
    return {std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end())};
  }
  // The last `num` rows, the last one first.
  template <class Before = Ascending>
  std::vector<Owned<T>> top(int64_t num, Before before = {}) const {
    CheckCanShip<Before>();
    return takeOrdered(num, Reversed<ShippedFunction<Before>>{ShippedFunction<Before>(before)});
  }

  KeyMap<Owned<T>, int64_t> countByValue() const { return self().map(WithNothing()).countByKey(); }
  // Calls f(row, arguments...) for each row, where it was computed; again if that machine is lost.
  template <class F, class... A>
    requires RowFunction<F, T, A...>
  void foreach (F f, A... arguments) const {
    handle().Run(Ship<ForEachTerminal<T, ShippedFunction<F, A...>>>("foreach", std::move(f), std::move(arguments)...));
  }

 private:
  using RDDFunctions<AggregateRDDFunctions, T>::self;
  using RDDFunctions<AggregateRDDFunctions, T>::handle;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_AGGREGATE_RDD_FUNCTIONS_H_
