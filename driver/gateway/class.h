#ifndef SLUICE_DRIVER_GATEWAY_CLASS_H_
#define SLUICE_DRIVER_GATEWAY_CLASS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "driver/gateway/convert.h"
#include "driver/gateway/object.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

class Gateway;
class Class;

// java.lang.Object: what every class has.
const Class& ObjectClass();

// What a call does besides what it returns. One that builds streams is recorded, for a later run of the program to
// repeat (GraphRecord).
enum class Effect { kNone, kBuildsStreams };

// One row of a class: a method with the types of its arguments. Rows of one name are tried in order.
struct Method {
  std::vector<std::string> argument_types;
  std::function<bool(absl::Span<const Value>)> fits;
  // `self` is null for constructors and static methods.
  std::function<absl::StatusOr<Value>(Gateway&, Object* self, absl::Span<const Value>)> call;
  Effect effect = Effect::kNone;
};

// A class of the JVM as programs know it, and all that may be called of it. Constant once it is described.
class Class {
 public:
  // `code`: see Reference. `base`: it has its methods too, but is none of those: a JavaPairRDD is no JavaRDD.
  explicit Class(std::string name, char code = 'r', const Class* base = nullptr)
      : name_(std::move(name)), code_(code), base_(base) {}

  // f(args...) gives the new object.
  template <class F>
  Class&& Constructor(F f, Effect effect = Effect::kNone) && {
    constructors_.push_back(StaticRow(std::function(std::move(f))));
    constructors_.back().effect = effect;
    return std::move(*this);
  }
  // f(self, args...).
  template <class F>
  Class&& Has(const std::string& name, F f, Effect effect = Effect::kNone) && {
    methods_[name].push_back(Row(std::function(std::move(f))));
    methods_[name].back().effect = effect;
    return std::move(*this);
  }
  // f(args...). The first argument may be a Gateway&, as that of a constructor.
  template <class F>
  Class&& Static(const std::string& name, F f, Effect effect = Effect::kNone) && {
    statics_[name].push_back(StaticRow(std::function(std::move(f))));
    statics_[name].back().effect = effect;
    return std::move(*this);
  }
  // A static field, such as MODULE$.
  Class&& Field(const std::string& name, std::function<Value()> value) && {
    fields_[name] = std::move(value);
    return std::move(*this);
  }
  // What Spark has and Sluice has not: a call fails by name, and says why.
  Class&& Refuse(std::string name, std::string why) && {
    refused_[std::move(name)] = std::move(why);
    return std::move(*this);
  }
  Class&& RefuseConstructor(std::string why) && { return std::move(*this).Refuse(simple_name(), std::move(why)); }
  // Another name of it, which isInstanceOf knows.
  Class&& Also(std::string name) && {
    interfaces_.push_back(std::move(name));
    return std::move(*this);
  }

  const std::string& name() const { return name_; }
  std::string simple_name() const { return name_.substr(name_.rfind('.') + 1); }
  char code() const { return code_; }
  bool IsA(std::string_view name) const;

  using Methods = std::map<std::string, std::vector<Method>, std::less<>>;
  const Methods& methods() const { return methods_; }
  const Methods& statics() const { return statics_; }
  const std::vector<Method>& constructors() const { return constructors_; }
  const std::map<std::string, std::function<Value()>, std::less<>>& fields() const { return fields_; }
  // Why, by the name of the method; a constructor has that of the class.
  const std::map<std::string, std::string, std::less<>>& refused() const { return refused_; }
  const Class* base() const { return base_; }

  // UNIMPLEMENTED: there is no such row; names class, method and types. Errors of what is refused are exceptions.
  absl::StatusOr<Value> Call(Gateway& gateway, std::string_view method, Object& self,
                             absl::Span<const Value> arguments) const;
  absl::StatusOr<Value> CallStatic(Gateway& gateway, std::string_view method, absl::Span<const Value> arguments) const;
  absl::StatusOr<Value> Construct(Gateway& gateway, absl::Span<const Value> arguments) const;

 private:
  template <class Result, class Self, class... Arguments>
  static Method Row(std::function<Result(Self&, Arguments...)> f) {
    return {.argument_types = {std::string(Argument<std::decay_t<Arguments>>::Type())...},
            .fits = &Fits<std::decay_t<Arguments>...>,
            .call = [f = std::move(f)](Gateway&, Object* self, absl::Span<const Value> arguments) {
              return Apply<Result, std::decay_t<Arguments>...>(
                  [&](auto&&... each) -> Result {
                    return f(dynamic_cast<Self&>(*self), std::forward<decltype(each)>(each)...);
                  },
                  arguments);
            }};
  }
  template <class Result, class... Arguments>
  static Method StaticRow(std::function<Result(Arguments...)> f) {
    return StaticRow([f = std::move(f)](Gateway&, auto&&... each) -> Result { return f(std::move(each)...); },
                     TypeList<Result, Arguments...>());
  }
  template <class Result, class... Arguments>
  static Method StaticRow(std::function<Result(Gateway&, Arguments...)> f) {
    return StaticRow(std::move(f), TypeList<Result, Arguments...>());
  }
  template <class...>
  struct TypeList {};
  template <class F, class Result, class... Arguments>
  static Method StaticRow(F f, TypeList<Result, Arguments...>) {
    return {.argument_types = {std::string(Argument<std::decay_t<Arguments>>::Type())...},
            .fits = &Fits<std::decay_t<Arguments>...>,
            .call = [f = std::move(f)](Gateway& gateway, Object*, absl::Span<const Value> arguments) {
              return Apply<Result, std::decay_t<Arguments>...>(
                  [&](auto&&... each) -> Result { return f(gateway, std::forward<decltype(each)>(each)...); },
                  arguments);
            }};
  }

  const std::string name_;
  const char code_;
  const Class* const base_;
  std::vector<std::string> interfaces_;
  std::vector<Method> constructors_;
  Methods methods_;
  Methods statics_;
  std::map<std::string, std::function<Value()>, std::less<>> fields_;
  std::map<std::string, std::string, std::less<>> refused_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASS_H_
