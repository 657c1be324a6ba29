#include "driver/gateway/commands.h"

#include <utility>
#include <vector>

#include "common/base/printable.h"
#include "common/base/status.h"
#include "driver/gateway/classes/array.h"
#include "driver/gateway/gateway.h"
#include "driver/gateway/java_error.h"

namespace sluice::gateway {
namespace {

constexpr std::string_view kStaticTarget = "z:";
constexpr char kNoField[] = "!yo\n";
// That a class has no such member is an error to Py4J; only of an object it is an answer.
constexpr char kNoMember[] = "!x\n";

std::string Success(Gateway& gateway, const Value& value) {
  const ObjectPtr* const object = std::get_if<ObjectPtr>(&value);
  return StrCat("!y", ToPart(object != nullptr ? gateway.objects().Refer(*object) : value), "\n");
}

thread_local bool has_cancelled_call = false;

// What was thrown is an object. A call that cannot be made is a text.
std::string Failure(Gateway& gateway, const absl::Status& error) {
  if (absl::IsCancelled(error)) has_cancelled_call = true;
  if (absl::IsUnimplemented(error) || absl::IsNotFound(error)) {
    return StrCat("!x", ToPart(std::string(error.message())), "\n");
  }
  return StrCat("!x", ToPart(gateway.objects().Refer(ToThrowable(error))), "\n");
}

std::string ToAnswer(Gateway& gateway, const absl::StatusOr<Value>& result) {
  return result.ok() ? Success(gateway, *result) : Failure(gateway, result.status());
}

absl::StatusOr<std::vector<Value>> ParseArguments(Gateway& gateway, const Command& command, size_t from) {
  std::vector<Value> arguments;
  for (size_t i = from; i < command.parts.size(); ++i) {
    SLUICE_ASSIGN_OR_RETURN(Value value, gateway.Receive(command.parts[i]));
    arguments.push_back(std::move(value));
  }
  return arguments;
}

absl::StatusOr<const Class*> ClassNamed(const Gateway& gateway, std::string_view name) {
  if (const Class* type = gateway.FindClass(name)) return type;
  return absl::UnimplementedError(StrCat(Printable(name), " does not exist in the JVM: it is not supported by Sluice"));
}

absl::StatusOr<Value> Call(Gateway& gateway, const Command& command) {
  const std::string_view target = command.part(0);
  SLUICE_ASSIGN_OR_RETURN(const std::vector<Value> arguments, ParseArguments(gateway, command, 2));
  if (target.substr(0, kStaticTarget.size()) == kStaticTarget) {
    SLUICE_ASSIGN_OR_RETURN(const Class* type, ClassNamed(gateway, target.substr(kStaticTarget.size())));
    return type->CallStatic(gateway, command.part(1), arguments);
  }
  SLUICE_ASSIGN_OR_RETURN(const ObjectPtr self, gateway.Find(target));
  return self->type().Call(gateway, command.part(1), *self, arguments);
}

absl::StatusOr<Value> Construct(Gateway& gateway, const Command& command) {
  SLUICE_ASSIGN_OR_RETURN(const Class* type, ClassNamed(gateway, command.part(0)));
  SLUICE_ASSIGN_OR_RETURN(const std::vector<Value> arguments, ParseArguments(gateway, command, 1));
  return type->Construct(gateway, arguments);
}

// A class, or else a package: an unknown name is one, too.
std::string AnswerUnknown(Gateway& gateway, const Command& command) {
  const Class* const type = gateway.Resolve(command.part(1));
  return type != nullptr ? StrCat("!yc", type->name(), "\n") : "!yp\n";
}

std::string AnswerMember(Gateway& gateway, const Command& command) {
  const Class* const type = gateway.FindClass(command.part(1));
  if (type == nullptr) return kNoMember;
  const std::string_view member = command.part(2);
  const bool is_refused = type->refused().find(member) != type->refused().end();
  if (is_refused || type->statics().find(member) != type->statics().end()) return "!ym\n";
  const auto field = type->fields().find(member);
  if (field != type->fields().end()) return Success(gateway, field->second());
  const Class* const nested = gateway.FindClass(StrCat(type->name(), "$", member));
  return nested != nullptr ? StrCat("!yc", nested->name(), "\n") : kNoMember;
}

std::string AnswerReflection(Gateway& gateway, const Command& command) {
  if (command.part(0) == "u") return AnswerUnknown(gateway, command);
  if (command.part(0) == "m") return AnswerMember(gateway, command);
  return Failure(gateway, absl::UnimplementedError("this reflection is not supported by Sluice"));
}

absl::StatusOr<Value> OfArray(Gateway& gateway, const Command& command) {
  SLUICE_ASSIGN_OR_RETURN(const ObjectPtr object, gateway.Find(command.part(1)));
  const auto array = std::dynamic_pointer_cast<Array>(object);
  if (array == nullptr) return absl::UnimplementedError("this object is no array");
  if (command.part(0) == "e") return Value(array->size());
  SLUICE_ASSIGN_OR_RETURN(const std::vector<Value> arguments, ParseArguments(gateway, command, 2));
  const int32_t* const index = arguments.empty() ? nullptr : std::get_if<int32_t>(&arguments[0]);
  if (index == nullptr) return absl::UnimplementedError("an array needs an index");
  if (command.part(0) == "g") return array->Get(*index);
  if (command.part(0) != "s" || arguments.size() != 2) return absl::UnimplementedError("an array has no such command");
  SLUICE_RETURN_IF_ERROR(array->Set(*index, arguments[1]));
  return Value(Void{});
}

absl::StatusOr<Value> NewArray(Gateway& gateway, const Command& command) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<Value> arguments, ParseArguments(gateway, command, 1));
  const int32_t* const size = arguments.size() == 2 ? std::get_if<int32_t>(&arguments[1]) : nullptr;
  if (size == nullptr || *size < 0) return absl::UnimplementedError("an array needs one size");
  return Value(ObjectPtr(std::make_shared<Array>(std::vector<Value>(*size, Null{}))));
}

std::string AnswerException(Gateway& gateway, const Command& command) {
  const absl::StatusOr<Value> argument = gateway.Receive(command.part(0));
  if (!argument.ok()) return Failure(gateway, argument.status());
  const ObjectPtr* const object = std::get_if<ObjectPtr>(&*argument);
  const auto thrown = object != nullptr ? std::dynamic_pointer_cast<Throwable>(*object) : nullptr;
  return Success(gateway, thrown != nullptr ? Value(thrown->StackTrace()) : Value(Null{}));
}

}  // namespace

bool TakeCancelledCall() { return std::exchange(has_cancelled_call, false); }

std::string Answer(Gateway& gateway, const Command& command) {
  switch (command.name[0]) {
    case 'c': return ToAnswer(gateway, Call(gateway, command));
    case 'i': return ToAnswer(gateway, Construct(gateway, command));
    case 'r': return AnswerReflection(gateway, command);
    case 'a': return ToAnswer(gateway, command.part(0) == "c" ? NewArray(gateway, command) : OfArray(gateway, command));
    case 'p': return AnswerException(gateway, command);
    case 'f': return kNoField;
    case 'm': gateway.objects().Release(command.part(1)); return "!yv\n";
    case 'j':
      if (command.part(0) == "i") gateway.Import(std::string(command.part(2)));
      return "!yv\n";
    default: return Failure(gateway, absl::UnimplementedError("this command of Py4J is not supported by Sluice"));
  }
}

}  // namespace sluice::gateway
