#ifndef SLUICE_API_RDD_JOIN_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_JOIN_RDD_FUNCTIONS_H_

#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "api/core/function.h"
#include "api/rdd/exchanged.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/partitioner.h"
#include "api/rdd/rdd_handle.h"
#include "common/codec/owned.h"
#include "engine/rows/keyed/cogroup.h"
#include "engine/rows/keyed/join.h"
#include "engine/rows/keyed/subtract_by_key.h"

namespace sluice::internal {

// Keys that can meet: the same type, or text in both.
template <class L, class K>
concept SameKeyAs = std::is_same_v<Owned<L>, Owned<K>>;

// What an RDD of pairs can do with others of the same keys: a base of RDD<std::pair<K, V>>. All move both sides to one
// partitioner, except those that have it already.
template <class K, class V>
class JoinRDDFunctions : public RDDFunctions<JoinRDDFunctions<K, V>, std::pair<K, V>> {
 public:
  using Row = std::pair<K, V>;

  // A pair for each key of any of the RDDs, with all its values in each.
  template <SameKeyAs<K> L, class W>
  RDD<std::pair<K, std::pair<std::vector<V>, std::vector<W>>>> cogroup(const RDD<std::pair<L, W>>& other,
                                                                       const Partitions& partitions = {}) const {
    using Groups = std::pair<std::vector<V>, std::vector<W>>;
    return Together<std::pair<K, Groups>, CogroupOp<Groups, K, Row, std::pair<L, W>>>("cogroup", partitions, self(),
                                                                                      other);
  }
  template <SameKeyAs<K> L, class W, SameKeyAs<K> M, class X>
  RDD<std::pair<K, std::tuple<std::vector<V>, std::vector<W>, std::vector<X>>>> cogroup(
      const RDD<std::pair<L, W>>& other1, const RDD<std::pair<M, X>>& other2, const Partitions& partitions = {}) const {
    using Groups = std::tuple<std::vector<V>, std::vector<W>, std::vector<X>>;
    return Together<std::pair<K, Groups>, CogroupOp<Groups, K, Row, std::pair<L, W>, std::pair<M, X>>>(
        "cogroup", partitions, self(), other1, other2);
  }

  template <SameKeyAs<K> L, class W, SameKeyAs<K> M, class X, SameKeyAs<K> N, class Y>
  RDD<std::pair<K, std::tuple<std::vector<V>, std::vector<W>, std::vector<X>, std::vector<Y>>>> cogroup(
      const RDD<std::pair<L, W>>& other1, const RDD<std::pair<M, X>>& other2, const RDD<std::pair<N, Y>>& other3,
      const Partitions& partitions = {}) const {
    using Groups = std::tuple<std::vector<V>, std::vector<W>, std::vector<X>, std::vector<Y>>;
    return Together<std::pair<K, Groups>, CogroupOp<Groups, K, Row, std::pair<L, W>, std::pair<M, X>, std::pair<N, Y>>>(
        "cogroup", partitions, self(), other1, other2, other3);
  }
  template <class... Others>
  auto groupWith(const RDD<Others>&... others) const {
    return cogroup(others...);
  }

  // (key, (value, other's value)) for every two pairs of one key. The other side is held in memory.
  template <SameKeyAs<K> L, class W>
  RDD<std::pair<K, std::pair<V, W>>> join(const RDD<std::pair<L, W>>& other, const Partitions& partitions = {}) const {
    return Together<std::pair<K, std::pair<V, W>>, JoinOp<InnerJoin, K, Row, std::pair<L, W>>>("join", partitions,
                                                                                               self(), other);
  }
  template <SameKeyAs<K> L, class W>
  RDD<std::pair<K, std::pair<V, std::optional<W>>>> leftOuterJoin(const RDD<std::pair<L, W>>& other,
                                                                  const Partitions& partitions = {}) const {
    return Together<std::pair<K, std::pair<V, std::optional<W>>>, JoinOp<LeftOuterJoin, K, Row, std::pair<L, W>>>(
        "leftOuterJoin", partitions, self(), other);
  }
  template <SameKeyAs<K> L, class W>
  RDD<std::pair<K, std::pair<std::optional<V>, W>>> rightOuterJoin(const RDD<std::pair<L, W>>& other,
                                                                   const Partitions& partitions = {}) const {
    return Together<std::pair<K, std::pair<std::optional<V>, W>>, JoinOp<RightOuterJoin, K, std::pair<L, W>, Row>>(
        "rightOuterJoin", partitions, other, self());
  }
  template <SameKeyAs<K> L, class W>
  RDD<std::pair<K, std::pair<std::optional<V>, std::optional<W>>>> fullOuterJoin(
      const RDD<std::pair<L, W>>& other, const Partitions& partitions = {}) const {
    return Together<std::pair<K, std::pair<std::optional<V>, std::optional<W>>>,
                    JoinOp<FullOuterJoin, K, Row, std::pair<L, W>>>("fullOuterJoin", partitions, self(), other);
  }

  // The pairs whose key the other RDD does not have; without `partitions` where these are, or by hash into as many.
  template <SameKeyAs<K> L, class W>
  RDD<Row> subtractByKey(const RDD<std::pair<L, W>>& other, const Partitions& partitions) const {
    return Together<Row, SubtractByKeyOp<Row, std::pair<L, W>>>("subtractByKey", partitions, self(), other);
  }
  template <SameKeyAs<K> L, class W>
  RDD<Row> subtractByKey(const RDD<std::pair<L, W>>& other) const {
    const std::optional<Partitioner> known = self().partitioner();
    return subtractByKey(other, known ? Partitions(*known) : Partitions(self().getNumPartitions()));
  }

 private:
  template <class Result, class Operator, class... Rows>
  static RDD<Result> Together(const std::string& name, const Partitions& partitions, const RDD<Rows>&... rdds) {
    (CheckHasCodec<Rows>(), ...);
    Partitioning to = partitions.Choose({rdds.handle()...});
    std::vector<NarrowDependency> inputs = {
        {.parent =
             Exchanged<typename Rows::first_type, typename Rows::second_type>(name, rdds.handle(), to).node()}...};
    const RddHandle& first = std::get<0>(std::tie(rdds.handle()...));
    return RDD<Result>(
        first.Derived(NarrowRdd(first.jobs(), RefTo<Operator>(name, {}), std::move(inputs), to.partitions, to)));
  }

  using RDDFunctions<JoinRDDFunctions, std::pair<K, V>>::self;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_JOIN_RDD_FUNCTIONS_H_
