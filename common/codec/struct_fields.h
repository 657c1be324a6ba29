#ifndef SLUICE_COMMON_CODEC_STRUCT_FIELDS_H_
#define SLUICE_COMMON_CODEC_STRUCT_FIELDS_H_

#include <boost/pfr/core.hpp>
#include <boost/preprocessor/repetition/enum_params.hpp>
#include <boost/preprocessor/repetition/repeat_from_to.hpp>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace sluice {

namespace struct_fields_internal {

// These become what initialises a part of T: a field, a base class, an element of an array. Never evaluated.
template <class T>
struct AnyField {
  template <class Field>
    requires(!std::is_same_v<Field, T> && std::is_copy_constructible_v<T>)
  operator Field&() const& noexcept;
  template <class Field>
    requires(!std::is_same_v<Field, T> && std::is_copy_constructible_v<T>)
  operator Field&() const&& noexcept;
  template <class Field>
    requires(!std::is_same_v<Field, T> && !std::is_copy_constructible_v<T>)
  operator Field() const&& noexcept;
};
template <class T>
struct AnyBase {
  template <class Base>
    requires(std::is_base_of_v<Base, T> && !std::is_same_v<Base, T>)
  operator Base&() const&& noexcept;
};

template <class T, size_t... kBefore>
constexpr bool HasField(std::index_sequence<kBefore...>) {
  return requires { T{(static_cast<void>(kBefore), AnyField<T>())..., AnyField<T>()}; };
}
// Boost's own way to count makes GCC 12 fail on a struct with a std::array of strings.
template <class T, size_t kFrom = 0>
constexpr size_t CountFields() {
  if constexpr (HasField<T>(std::make_index_sequence<kFrom>())) {
    return CountFields<T, kFrom + 1>();
  } else {
    return kFrom;
  }
}

// An array's elements were counted as fields: empty braces stand for one field, so with them for an element there are
// more than there is room for.
template <class T, size_t... kBefore, size_t... kBehind>
constexpr bool IsField(std::index_sequence<kBefore...>, std::index_sequence<kBehind...>) {
  return requires {
    T{(static_cast<void>(kBefore), AnyField<T>())..., {}, (static_cast<void>(kBehind), AnyField<T>())...};
  };
}
template <class T, size_t kCount, size_t... kField>
constexpr bool AreFields(std::index_sequence<kField...>) {
  return (IsField<T>(std::make_index_sequence<kField>(), std::make_index_sequence<kCount - 1 - kField>()) && ...);
}

// Nobody can refer to a bit-field. Neither function is ever called; the type of the second one says it, of fewer than a
// hundred fields.
template <class... Field>
void TakeReferences(Field&...);
template <size_t kCount, class T>
auto CanReferToFields(T& value) {
#define SLUICE_FIELDS(unused_1, n, unused_2)                                                   \
  if constexpr (kCount == n) {                                                                 \
    auto& [BOOST_PP_ENUM_PARAMS(n, field)] = value;                                            \
    return std::bool_constant<requires { TakeReferences(BOOST_PP_ENUM_PARAMS(n, field)); }>(); \
  } else
  BOOST_PP_REPEAT_FROM_TO(1, 100, SLUICE_FIELDS, )
#undef SLUICE_FIELDS
  return std::true_type();
}

}  // namespace struct_fields_internal

template <class T>
inline constexpr size_t kFieldCount = struct_fields_internal::CountFields<T>();

// Whether T would have fields that can be told but for its bit-fields. REQUIRES: their number can be told.
template <class T>
constexpr bool HasBitFields() {
  return !decltype(struct_fields_internal::CanReferToFields<kFieldCount<T>>(std::declval<T&>()))::value;
}

// Whether the number of fields of T can be told: it is an aggregate, has no base class and no array as C has them.
template <class T>
concept HasFieldCount =
    std::is_class_v<T> && std::is_aggregate_v<T> && (kFieldCount<T> != 0 || std::is_empty_v<T>) && !requires {
      T{struct_fields_internal::AnyBase<T>()};
    } && struct_fields_internal::AreFields<T, kFieldCount<T>>(std::make_index_sequence<kFieldCount<T>>());

// Whether the fields of T can be told.
template <class T>
concept HasFields = HasFieldCount<T> && !HasBitFields<T>();

// References to all fields of a struct, in order: a std::tuple.
template <class T>
constexpr auto FieldsOf(T& value) {
  namespace pfr = boost::pfr::detail;
  constexpr size_t kCount = kFieldCount<std::remove_const_t<T>>;
  return pfr::make_stdtiedtuple_from_tietuple(pfr::tie_as_tuple(value, pfr::size_t_<kCount>()),
                                              std::make_index_sequence<kCount>());
}

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_STRUCT_FIELDS_H_
