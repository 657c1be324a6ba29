#ifndef SLUICE_DRIVER_GATEWAY_CONVERT_H_
#define SLUICE_DRIVER_GATEWAY_CONVERT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "driver/gateway/object.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

// How a value becomes an argument of type T: Type() names it as users know it, Take gives nullopt if it is none.
template <class T>
struct Argument;

template <>
struct Argument<Value> {
  static std::string_view Type() { return "Object"; }
  static std::optional<Value> Take(const Value& value) { return value; }
};
template <class T>
struct PlainArgument {
  static std::optional<T> Take(const Value& value) {
    const T* const plain = std::get_if<T>(&value);
    return plain != nullptr ? std::optional(*plain) : std::nullopt;
  }
};
template <>
struct Argument<bool> : PlainArgument<bool> {
  static std::string_view Type() { return "boolean"; }
};
template <>
struct Argument<int32_t> : PlainArgument<int32_t> {
  static std::string_view Type() { return "int"; }
};
template <>
struct Argument<int64_t> {
  static std::string_view Type() { return "long"; }
  static std::optional<int64_t> Take(const Value& value) {
    if (auto* number = std::get_if<int32_t>(&value)) return *number;
    return PlainArgument<int64_t>::Take(value);
  }
};
template <>
struct Argument<double> {
  static std::string_view Type() { return "double"; }
  static std::optional<double> Take(const Value& value) {
    if (auto number = Argument<int64_t>::Take(value)) return static_cast<double>(*number);
    return PlainArgument<double>::Take(value);
  }
};
template <>
struct Argument<std::string> : PlainArgument<std::string> {
  static std::string_view Type() { return "String"; }
};
template <>
struct Argument<Bytes> : PlainArgument<Bytes> {
  static std::string_view Type() { return "byte[]"; }
};
template <>
struct Argument<Proxy> : PlainArgument<Proxy> {
  static std::string_view Type() { return "Python object"; }
};
// Null, or a T.
template <class T>
struct Argument<std::optional<T>> {
  static std::string_view Type() { return Argument<T>::Type(); }
  static std::optional<std::optional<T>> Take(const Value& value) {
    if (std::holds_alternative<Null>(value)) return std::optional<T>();
    auto given = Argument<T>::Take(value);
    return given.has_value() ? std::optional(std::move(given)) : std::nullopt;
  }
};
// Not null.
template <class T>
struct Argument<std::shared_ptr<T>> {
  static std::string_view Type() {
    if constexpr (requires { T::kName; }) {
      return T::kName;
    } else {
      return "Object";
    }
  }
  static std::optional<std::shared_ptr<T>> Take(const Value& value) {
    const ObjectPtr* const object = std::get_if<ObjectPtr>(&value);
    std::shared_ptr<T> typed = object != nullptr ? std::dynamic_pointer_cast<T>(*object) : nullptr;
    return typed != nullptr ? std::optional(std::move(typed)) : std::nullopt;
  }
};

template <class... Arguments>
bool Fits(absl::Span<const Value> values) {
  if (values.size() != sizeof...(Arguments)) return false;
  size_t next = 0;
  return (Argument<Arguments>::Take(values[next++]).has_value() && ...);
}

// How what a row returns becomes a value.
inline absl::StatusOr<Value> ToValue(Value value) { return value; }
inline absl::StatusOr<Value> ToValue(absl::Status status) {
  if (!status.ok()) return status;
  return Value(Void{});
}
template <class T>
  requires std::is_convertible_v<T*, Object*>
absl::StatusOr<Value> ToValue(std::shared_ptr<T> object) {
  return object != nullptr ? Value(ObjectPtr(std::move(object))) : Value(Null{});
}
template <class T>
absl::StatusOr<Value> ToValue(std::optional<T> value) {
  return value.has_value() ? ToValue(*std::move(value)) : Value(Null{});
}
template <class T>
absl::StatusOr<Value> ToValue(absl::StatusOr<T> value) {
  if (!value.ok()) return value.status();
  return ToValue(*std::move(value));
}

// REQUIRES: the values fit.
template <class Result, class... Arguments, class F>
absl::StatusOr<Value> Apply(F f, absl::Span<const Value> values) {
  return [&]<size_t... I>(std::index_sequence<I...>) -> absl::StatusOr<Value> {
    if constexpr (std::is_void_v<Result>) {
      f(*Argument<Arguments>::Take(values[I])...);
      return Value(Void{});
    } else {
      return ToValue(f(*Argument<Arguments>::Take(values[I])...));
    }
  }(std::index_sequence_for<Arguments...>());
}

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CONVERT_H_
