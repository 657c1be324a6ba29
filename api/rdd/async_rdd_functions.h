#ifndef SLUICE_API_RDD_ASYNC_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_ASYNC_RDD_FUNCTIONS_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <numeric>
#include <utility>
#include <vector>

#include "api/core/error.h"
#include "api/core/function.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/future_action.h"
#include "api/rdd/rdd_handle.h"
#include "engine/rows/collect.h"
#include "engine/rows/count.h"
#include "engine/rows/for_each.h"

namespace sluice::internal {

// The terminal's values of some partitions at a time, until `take(value)` wants no more.
template <class Take>
void RunInSteps(const RddHandle& handle, const OperatorRef& terminal, const std::function<bool()>& is_cancelled,
                Take take) {
  const int partitions = handle.node()->partitions, step = std::max(1, handle.jobs().DefaultParallelism());
  for (int from = 0; from < partitions; from += step) {
    if (is_cancelled()) throw Error(absl::CancelledError("the action was cancelled"));
    std::vector<int> next(std::min(step, partitions - from));
    std::iota(next.begin(), next.end(), from);
    for (const Buffers& value : handle.Run(terminal, std::move(next))) {
      if (!take(value)) return;
    }
  }
}

// Actions that do not wait (Spark's AsyncRDDActions): a base of RDD<T>.
template <class T>
class AsyncRDDFunctions : public RDDFunctions<AsyncRDDFunctions<T>, T> {
 public:
  FutureAction<int64_t> countAsync() const {
    return FutureAction<int64_t>(runtime(), [handle = handle()](const auto& is_cancelled) {
      int64_t total = 0;
      RunInSteps(handle, RefTo<CountTerminal<T>>("countAsync", {}), is_cancelled, [&](const Buffers& value) {
        total += Received<int64_t>(value, "count");
        return true;
      });
      return total;
    });
  }
  FutureAction<std::vector<Owned<T>>> collectAsync() const {
    return Collecting("collectAsync", CollectTerminal<T>::kAll);
  }
  FutureAction<std::vector<Owned<T>>> takeAsync(int64_t num) const {
    return Collecting("takeAsync", std::max<int64_t>(0, num));
  }

  template <class F, class... A>
    requires RowFunction<F, T, A...>
  FutureAction<Unit> foreachAsync(F f, A... arguments) const {
    return Doing(
        Ship<ForEachTerminal<T, ShippedFunction<F, A...>>>("foreachAsync", std::move(f), std::move(arguments)...));
  }
  template <class F, class... A>
    requires RowFunction<F, Partition<T>, A...>
  FutureAction<Unit> foreachPartitionAsync(F f, A... arguments) const {
    CheckHasCodec<T>();
    return Doing(Ship<ForEachPartitionTerminal<T, ShippedFunction<F, A...>>>("foreachPartitionAsync", std::move(f),
                                                                             std::move(arguments)...));
  }

 private:
  FutureAction<std::vector<Owned<T>>> Collecting(const char* name, int64_t num) const {
    CheckHasCodec<T>();
    OperatorRef terminal = RefTo<CollectTerminal<T>>(name, num);
    return FutureAction<std::vector<Owned<T>>>(runtime(), [handle = handle(), terminal, num](const auto& is_cancelled) {
      std::vector<Owned<T>> rows;
      if (num == 0) return rows;
      const bool all = num == CollectTerminal<T>::kAll;
      RunInSteps(handle, terminal, is_cancelled, [&](const Buffers& value) {
        ThrowIfError(AppendCollected<T>(value, rows));
        return all || static_cast<int64_t>(rows.size()) < num;
      });
      if (!all && static_cast<int64_t>(rows.size()) > num) rows.erase(rows.begin() + num, rows.end());
      return rows;
    });
  }
  FutureAction<Unit> Doing(OperatorRef terminal) const {
    return FutureAction<Unit>(runtime(), [handle = handle(), terminal = std::move(terminal)](const auto& is_cancelled) {
      RunInSteps(handle, terminal, is_cancelled, [](const Buffers&) { return true; });
      return Unit();
    });
  }

  Runtime& runtime() const { return handle().jobs().runtime(); }

  using RDDFunctions<AsyncRDDFunctions, T>::handle;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_ASYNC_RDD_FUNCTIONS_H_
