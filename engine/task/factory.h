#ifndef SLUICE_ENGINE_TASK_FACTORY_H_
#define SLUICE_ENGINE_TASK_FACTORY_H_

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/str_cat.h"
#include "common/codec/codec.h"
#include "common/codec/module.h"
#include "common/codec/sendable.h"
#include "engine/task/attachments.h"
#include "engine/task/op.h"
#include "engine/task/operator_ref.h"
#include "engine/task/traced_op.h"

namespace sluice {

// What a factory makes an operator of: where it stands in its stage, and what came over the wire.
struct OpSeed {
  int index = 0;  // Names the operator's blocks in the TaskContext.
  std::string_view arguments;
  std::vector<const OpBase*> inputs;  // Outlive the operator.
};
using OpFactory = absl::StatusOr<std::unique_ptr<OpBase>>(const OpSeed&);

// The same, with types: given to an operator's constructor. A source has `Input` void.
template <class T>
struct Wiring {
  int index = 0;
  std::vector<const Op<T>*> inputs;
};
template <>
struct Wiring<void> {
  int index = 0;
};
// Several inputs, each with a row type of its own.
template <class... T>
struct InputsOf {};
template <class... T>
struct Wiring<InputsOf<T...>> {
  int index = 0;
  std::tuple<const Op<T>*...> inputs;
};

template <class T>
absl::Status WireOne(const OpBase* input, const Op<T>*& typed) {
  typed = dynamic_cast<const Op<T>*>(input);
  return typed != nullptr ? absl::OkStatus() : absl::InvalidArgumentError("an input of it gives rows of another type");
}
inline absl::Status Wire(const OpSeed&, Wiring<void>&) { return absl::OkStatus(); }
template <class T>
absl::Status Wire(const OpSeed& seed, Wiring<T>& wiring) {
  for (const OpBase* input : seed.inputs) {
    if (absl::Status wired = WireOne(input, wiring.inputs.emplace_back()); !wired.ok()) return wired;
  }
  return absl::OkStatus();
}
template <class... T>
absl::Status Wire(const OpSeed& seed, Wiring<InputsOf<T...>>& wiring) {
  if (seed.inputs.size() != sizeof...(T)) {
    return absl::InvalidArgumentError(StrCat("inputs: has ", seed.inputs.size(), " needs ", sizeof...(T)));
  }
  absl::Status wired;
  size_t next = 0;
  auto wire = [&](auto&... typed) { (wired.Update(WireOne(seed.inputs[next++], typed)), ...); };
  std::apply(wire, wiring.inputs);
  return wired;
}

// An operator or terminal is a class with
//   using Input = ...;    // Row type of its inputs, InputsOf<...> if each has its own, or void.
//   using Options = ...;  // Codable.
//   using Sent = ...;     // If it encodes or decodes rows: their type, or a tuple of types.
//   using Copied = ...;   // If it copies rows, but sends none: their type.
//   static constexpr int kInputsMin = ...;
//   Operator(Wiring<Input>, Options);
//   static constexpr bool kFoundByType = true;  // If others look for its class, so that it is not wrapped.
// Bytes that do not fit it are an error, as they come from another process.
template <class Operator>
absl::StatusOr<std::unique_ptr<OpBase>> MakeOperator(const OpSeed& seed) {
  typename Operator::Options options{};
  if (!Decode(seed.arguments, options)) return absl::InvalidArgumentError("its arguments cannot be decoded");
  if (static_cast<int>(seed.inputs.size()) < Operator::kInputsMin) {
    return absl::InvalidArgumentError(StrCat("too few inputs: ", seed.inputs.size()));
  }
  Wiring<typename Operator::Input> wiring{.index = seed.index};
  if (absl::Status wired = Wire(seed, wiring); !wired.ok()) return wired;
  auto* const op = new Operator(std::move(wiring), std::move(options));
  std::unique_ptr<OpBase> owner(op);
  if constexpr (requires { Operator::kFoundByType; }) {
    return owner;
  } else {
    return Trace(seed.index, std::move(owner), *op);
  }
}

// What an Operator encodes or decodes.
template <class Operator>
struct SentBy {
  using Type = std::tuple<>;
};
template <class Operator>
  requires requires { typename Operator::Sent; }
struct SentBy<Operator> {
  using Type = typename Operator::Sent;
};

// Does not compile where it is false, with one message.
template <class Operator>
constexpr bool CanCopy() {
  if constexpr (requires { typename Operator::Copied; }) {
    static_assert(std::copyable<typename Operator::Copied>, "SLUICE: this operation copies rows, which have no copies");
    return std::copyable<typename Operator::Copied>;
  } else {
    return true;
  }
}

// How an Operator with these options is shipped.
template <class Operator>
OperatorRef RefTo(std::string name, const typename Operator::Options& options) {
  using Sent = typename SentBy<Operator>::Type;
  CheckHasCodec<Sent>();
  if constexpr (kAreSendable<Sent> && CanCopy<Operator>()) {
    Attachments attachments;
    std::string arguments = Encode(options);
    return {.factory = FunctionNumber<&MakeOperator<Operator>>(),
            .arguments = std::move(arguments),
            .name = std::move(name),
            .attached = attachments.Take()};
  } else {
    return {};
  }
}

// Options of operators that have none.
struct NoOptions {};

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_FACTORY_H_
