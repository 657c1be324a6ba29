#ifndef SLUICE_API_INPUT_SOCKET_CONVERTER_H_
#define SLUICE_API_INPUT_SOCKET_CONVERTER_H_

#include <concepts>
#include <istream>
#include <optional>
#include <ranges>
#include <type_traits>

#include "api/core/function.h"

namespace sluice::internal {

// How the bytes of a socket become rows: f(std::istream&, arguments...) gives either a range of rows, or one row at a
// time, as an optional that is empty at the end.
template <class F, class... A>
using Converted = std::remove_cvref_t<std::invoke_result_t<const F&, std::istream&, const ShippedArgument<A>&...>>;
template <class R>
struct ConvertedRow {
  using Type = void;
};
template <class T>
struct ConvertedRow<std::optional<T>> {
  using Type = T;
};
template <std::ranges::input_range R>
struct ConvertedRow<R> {
  using Type = std::ranges::range_value_t<R>;
};
template <class F, class... A>
concept SocketConverter = std::invocable<const F&, std::istream&, const ShippedArgument<A>&...> &&
                          !std::is_void_v<typename ConvertedRow<Converted<F, A...>>::Type>;

}  // namespace sluice::internal

#endif  // SLUICE_API_INPUT_SOCKET_CONVERTER_H_
