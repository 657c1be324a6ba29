#ifndef SLUICE_API_RDD_RDD_ACTIONS_H_
#define SLUICE_API_RDD_RDD_ACTIONS_H_

#include "api/rdd/rdd.h"
#include "api/rdd/saved_files.h"

namespace sluice {

template <class T>
int64_t RDD<T>::count() const {
  int64_t total = 0;
  for (const Buffers& value : handle_.Run(RefTo<CountTerminal<T>>("count", {}))) {
    total += internal::Received<int64_t>(value, "count");
  }
  return total;
}

template <class T>
template <class F>
  requires Combiner<F, T>
Owned<T> RDD<T>::reduce(F f) const {
  CheckHasCodec<T>();
  if constexpr (Sendable<T>) {
    Reduction<T, F> reduction(f);
    for (const Buffers& value : handle_.Run(internal::Ship<ReduceTerminal<T, ShippedFunction<F>>>("reduce", f))) {
      if (TotalBytes(value) == 0) continue;  // An empty partition.
      const Owned<T> row = internal::Received<Owned<T>>(value, "reduce");
      reduction.Add(ViewOf<T>(row));
    }
    if (!reduction.empty()) return reduction.value();
  }
  throw Error(absl::FailedPreconditionError("reduce: empty collection"));
}

template <class T>
std::vector<Owned<T>> RDD<T>::collect() const {
  CheckHasCodec<T>();
  std::vector<Owned<T>> rows;
  for (const Buffers& value : handle_.Run(RefTo<CollectTerminal<T>>("collect", CollectTerminal<T>::kAll))) {
    internal::ThrowIfError(AppendCollected<T>(value, rows));
  }
  return rows;
}

template <class T>
std::vector<Owned<T>> RDD<T>::take(int64_t num) const {
  CheckHasCodec<T>();
  std::vector<Owned<T>> rows;
  if (num <= 0) return rows;
  handle_.RunWaves(RefTo<CollectTerminal<T>>("take", num), [&](const std::vector<Buffers>& values) {
    for (const Buffers& value : values) internal::ThrowIfError(AppendCollected<T>(value, rows));
    return static_cast<int64_t>(rows.size()) >= num;
  });
  if (static_cast<int64_t>(rows.size()) > num) rows.erase(rows.begin() + num, rows.end());
  return rows;
}

template <class T>
template <class F, class... A>
  requires RowFunction<F, Partition<T>, A...>
void RDD<T>::foreachPartition(F f, A... arguments) const {
  CheckHasCodec<T>();
  handle_.Run(internal::Ship<ForEachPartitionTerminal<T, ShippedFunction<F, A...>>>("foreachPartition", std::move(f),
                                                                                    std::move(arguments)...));
}

template <class T>
void RDD<T>::saveAsTextFile(const std::string& path) const {
  internal::SaveFiles<TextFileTerminal<T>>(handle_, "saveAsTextFile", path);
}

}  // namespace sluice

#endif  // SLUICE_API_RDD_RDD_ACTIONS_H_
