#ifndef SLUICE_COMMON_CODEC_SHIPPABLE_H_
#define SLUICE_COMMON_CODEC_SHIPPABLE_H_

#include <concepts>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "common/codec/codec.h"

namespace sluice {

// What travels for an argument given as A: text is taken along, not pointed to.
template <class A>
using ShippedArgument =
    std::conditional_t<std::is_convertible_v<A, std::string_view>, std::string, std::remove_cvref_t<A>>;

// Functions that can be made again elsewhere out of nothing (lambdas without captures, std::plus<>) or out of their
// fields (plain structs with an operator() const).
template <class F>
concept Stateless = std::is_empty_v<F> && std::default_initializable<F>;
template <class F>
concept ShippableFunction = Stateless<F> || (Codable<F> && std::default_initializable<F>);

// The one place where a function that cannot travel is refused. Calls that would only repeat the error in the
// compiler's own words are hidden behind `if constexpr (kCanShip<F, A...>)`.
template <class F, class... A>
inline constexpr bool kCanShip = ShippableFunction<F> && (Codable<A> && ...);
template <class F, class... A>
constexpr void CheckCanShip() {
  static_assert(
      ShippableFunction<F>,
      "SLUICE: this function is sent to other machines, so it cannot capture variables. Pass each captured value "
      "as an extra argument instead: filter([](std::string_view line, const std::string& word) { ... }, word)");
  static_assert(
      !ShippableFunction<F> || (Codable<A> && ...),
      "SLUICE: an extra argument of this function has a type that cannot be sent to other machines. Use numbers, "
      "strings, standard containers, protobuf messages or plain structs of them, or specialise sluice::Codec");
}

// A function with its extra arguments, calling as f(row..., arguments...). Thread-safe if the function is.
template <class F, class... A>
class Shippable {
 public:
  Shippable() = default;
  explicit Shippable(F f, A... arguments) : f_(std::move(f)), arguments_(std::move(arguments)...) {}

  template <class... Row>
  decltype(auto) operator()(Row&&... row) const {
    return std::apply(
        [&](const A&... arguments) -> decltype(auto) {
          return std::invoke(f_, std::forward<Row>(row)..., arguments...);
        },
        arguments_);
  }

  void EncodeInto(Writer& out) const {
    if constexpr (!Stateless<F>) EncodeTo(out, f_);
    EncodeTo(out, arguments_);
  }
  bool DecodeOut(Reader& in) {
    if constexpr (!Stateless<F>) {
      if (!DecodeFrom(in, f_)) return false;
    }
    return DecodeFrom(in, arguments_);
  }

 private:
  [[no_unique_address]] F f_{};
  std::tuple<A...> arguments_;
};

template <class F, class... A>
struct Codec<Shippable<F, A...>> {
  static void Encode(const Shippable<F, A...>& value, Writer& out) { value.EncodeInto(out); }
  static bool Decode(Reader& in, Shippable<F, A...>& value) { return value.DecodeOut(in); }
};

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_SHIPPABLE_H_
