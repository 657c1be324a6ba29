#ifndef SLUICE_API_DSTREAM_DRIVER_FUNCTION_H_
#define SLUICE_API_DSTREAM_DRIVER_FUNCTION_H_

#include <concepts>
#include <utility>

#include "api/core/duration.h"
#include "api/rdd/rdd.h"

namespace sluice::internal {

// What transform and foreachRDD take: called on the driver for each batch, so it may capture; f(rdds...) or
// f(rdds..., time).
template <class F, class... Rdds>
concept DriverFunction = std::invocable<F&, Rdds...> || std::invocable<F&, Rdds..., Time>;

template <class F, class... Rdds>
  requires DriverFunction<F, Rdds...>
decltype(auto) CallOnDriver(F& f, Time time, Rdds... rdds) {
  if constexpr (std::invocable<F&, Rdds..., Time>) {
    return f(std::move(rdds)..., time);
  } else {
    return f(std::move(rdds)...);
  }
}

template <class R>
struct RowsOf;
template <class T>
struct RowsOf<RDD<T>> {
  using Type = T;
};
// The rows of the RDD that such a function returns.
template <class F, class... Rdds>
using DriverFunctionRow = typename RowsOf<
    std::remove_cvref_t<decltype(CallOnDriver(std::declval<F&>(), Time(0), std::declval<Rdds>()...))>>::Type;

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_DRIVER_FUNCTION_H_
