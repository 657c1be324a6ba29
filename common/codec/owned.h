#ifndef SLUICE_COMMON_CODEC_OWNED_H_
#define SLUICE_COMMON_CODEC_OWNED_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace sluice {

// T with everything that only points somewhere replaced by something that owns: string_view becomes string, also inside
// of pair, tuple, optional, variant, array and vector. Both have the same encoding. Other types are taken as they are.
template <class T>
struct OwnedOf {
  using Type = T;
  static const T& Own(const T& value) { return value; }
  static const T& View(const T& value) { return value; }
};
template <class T>
using Owned = typename OwnedOf<T>::Type;

template <class T>
inline constexpr bool kOwnsItself = std::is_same_v<T, Owned<T>>;

// A copy that may outlive what `value` points to.
template <class T>
Owned<T> ToOwned(const T& value) {
  return OwnedOf<T>::Own(value);
}
// The other way; valid as long as `owned`.
template <class T>
T ViewOf(const Owned<T>& owned) {
  return OwnedOf<T>::View(owned);
}

template <>
struct OwnedOf<std::string_view> {
  using Type = std::string;
  static std::string Own(std::string_view value) { return std::string(value); }
  static std::string_view View(const std::string& owned) { return owned; }
};

template <class A, class B>
struct OwnedOf<std::pair<A, B>> {
  using Type = std::pair<Owned<A>, Owned<B>>;
  static Type Own(const std::pair<A, B>& value) { return {ToOwned(value.first), ToOwned(value.second)}; }
  static std::pair<A, B> View(const Type& owned) { return {ViewOf<A>(owned.first), ViewOf<B>(owned.second)}; }
};

template <class... T>
struct OwnedOf<std::tuple<T...>> {
  using Type = std::tuple<Owned<T>...>;
  static Type Own(const std::tuple<T...>& value) {
    return std::apply([](const T&... parts) { return Type(ToOwned(parts)...); }, value);
  }
  static std::tuple<T...> View(const Type& owned) {
    return std::apply([](const Owned<T>&... parts) { return std::tuple<T...>(ViewOf<T>(parts)...); }, owned);
  }
};

template <class T>
struct OwnedOf<std::optional<T>> {
  using Type = std::optional<Owned<T>>;
  static Type Own(const std::optional<T>& value) { return value ? Type(ToOwned(*value)) : std::nullopt; }
  static std::optional<T> View(const Type& owned) { return owned ? std::optional<T>(ViewOf<T>(*owned)) : std::nullopt; }
};

template <class... T>
  requires(!(kOwnsItself<T> && ...))
struct OwnedOf<std::variant<T...>> {
  using Type = std::variant<Owned<T>...>;
  static Type Own(const std::variant<T...>& value) { return Owning(value, std::index_sequence_for<T...>()); }
  static std::variant<T...> View(const Type& owned) { return Viewing(owned, std::index_sequence_for<T...>()); }

 private:
  template <size_t... I>
  static Type Owning(const std::variant<T...>& value, std::index_sequence<I...>) {
    Type owned;
    ((value.index() == I && (owned.template emplace<I>(ToOwned(std::get<I>(value))), true)) || ...);
    return owned;
  }
  template <size_t... I>
  static std::variant<T...> Viewing(const Type& owned, std::index_sequence<I...>) {
    std::variant<T...> value;
    ((owned.index() == I && (value.template emplace<I>(ViewOf<T>(std::get<I>(owned))), true)) || ...);
    return value;
  }
};

template <class T, size_t N>
  requires(!kOwnsItself<T>)
struct OwnedOf<std::array<T, N>> {
  using Type = std::array<Owned<T>, N>;
  static Type Own(const std::array<T, N>& value) {
    Type owned;
    std::transform(value.begin(), value.end(), owned.begin(), ToOwned<T>);
    return owned;
  }
  static std::array<T, N> View(const Type& owned) {
    std::array<T, N> value;
    std::transform(owned.begin(), owned.end(), value.begin(), ViewOf<T>);
    return value;
  }
};

template <class T>
struct OwnedOf<std::vector<T>> {
  using Type = std::vector<Owned<T>>;
  static Type Own(const std::vector<T>& value) {
    Type owned;
    owned.reserve(value.size());
    for (const T& element : value) owned.push_back(ToOwned(element));
    return owned;
  }
  static std::vector<T> View(const Type& owned) {
    std::vector<T> value;
    value.reserve(owned.size());
    for (const Owned<T>& element : owned) value.push_back(ViewOf<T>(element));
    return value;
  }
};

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_OWNED_H_
