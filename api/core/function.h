#ifndef SLUICE_API_CORE_FUNCTION_H_
#define SLUICE_API_CORE_FUNCTION_H_

#include <concepts>
#include <ranges>
#include <string>
#include <type_traits>
#include <utility>

#include "common/codec/shippable.h"
#include "engine/rows/partition.h"
#include "engine/task/factory.h"

namespace sluice {

// A function of a row as RDD and DStream take it: called as f(row, arguments...), on other machines. It has no
// captures; what it needs besides the row is given as arguments, which are sent along.
template <class F, class T, class... A>
concept RowFunction = std::invocable<const F&, T, const ShippedArgument<A>&...>;
template <class F, class T, class... A>
concept RowPredicate = std::predicate<const F&, const T&, const ShippedArgument<A>&...>;
template <class F, class T, class... A>
concept RowExpansion = RowFunction<F, T, A...> &&
                       std::ranges::input_range<std::invoke_result_t<const F&, T, const ShippedArgument<A>&...>>;
template <class F, class V>
concept Combiner = std::convertible_to<std::invoke_result_t<const F&, V, V>, V>;

template <class F, class T, class... A>
using RowResult = MutableElement<std::remove_cvref_t<std::invoke_result_t<const F&, T, const ShippedArgument<A>&...>>>;
template <class F, class T, class... A>
using RowElement =
    MutableElement<std::ranges::range_value_t<std::invoke_result_t<const F&, T, const ShippedArgument<A>&...>>>;

// A function of a partition and its index: f(int, Partition<T>, arguments...).
template <class F, class T, class... A>
using PartitionResult = std::invoke_result_t<const F&, int, const Partition<T>&, const ShippedArgument<A>&...>;
template <class F, class T, class... A>
concept PartitionExpansion = std::ranges::input_range<PartitionResult<F, T, A...>>;
template <class F, class T, class... A>
using PartitionElement = MutableElement<std::ranges::range_value_t<PartitionResult<F, T, A...>>>;

template <class F, class... A>
using ShippedFunction = Shippable<F, ShippedArgument<A>...>;

}  // namespace sluice

namespace sluice::internal {

// RefTo<Operator>(name, make_options(the function)). A function that cannot be sent fails here, with one message.
template <class Operator, class MakeOptions, class F, class... A>
OperatorRef ShipWith(const std::string& name, MakeOptions make_options, F f, A... arguments) {
  CheckCanShip<F, ShippedArgument<A>...>();
  if constexpr (kCanShip<F, ShippedArgument<A>...>) {
    return RefTo<Operator>(name, make_options(ShippedFunction<F, A...>(std::move(f), std::move(arguments)...)));
  } else {
    return {};
  }
}
template <class Operator, class F, class... A>
OperatorRef Ship(const std::string& name, F f, A... arguments) {
  return ShipWith<Operator>(name, [](auto function) { return function; }, std::move(f), std::move(arguments)...);
}

}  // namespace sluice::internal

#endif  // SLUICE_API_CORE_FUNCTION_H_
