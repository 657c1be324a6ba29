#include "driver/gateway/class.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "common/base/overloaded.h"
#include "common/base/str_cat.h"
#include "common/base/user_code.h"
#include "driver/gateway/call_record.h"
#include "driver/gateway/java_error.h"

namespace sluice::gateway {
namespace {

std::string TypeOf(const Value& value) {
  return std::visit(Overloaded{[](Null) -> std::string { return "null"; }, [](Void) -> std::string { return "void"; },
                               [](bool) -> std::string { return "class java.lang.Boolean"; },
                               [](int32_t) -> std::string { return "class java.lang.Integer"; },
                               [](int64_t) -> std::string { return "class java.lang.Long"; },
                               [](double) -> std::string { return "class java.lang.Double"; },
                               [](const std::string&) -> std::string { return "class java.lang.String"; },
                               [](const Bytes&) -> std::string { return "class [B"; },
                               [](const Decimal&) -> std::string { return "class java.math.BigDecimal"; },
                               [](const Reference&) -> std::string { return "class java.lang.Object"; },
                               [](const Proxy&) -> std::string { return "class com.sun.proxy.$Proxy"; },
                               [](const ObjectPtr& object) { return "class " + object->ClassName(); }},
                    value);
}

absl::Status NoSuchMethod(const Class& owner, std::string_view method, absl::Span<const Value> arguments) {
  if (const auto why = owner.refused().find(method); why != owner.refused().end()) {
    return JavaError("java.lang.UnsupportedOperationException",
                     StrCat(owner.name(), ".", method, " is not supported by Sluice: ", why->second));
  }
  const auto append = [](std::string* out, const Value& value) { out->append(TypeOf(value)); };
  return absl::UnimplementedError(StrCat("Method ", method, "([", absl::StrJoin(arguments, ", ", append),
                                         "]) does not exist: ", owner.name(), ".", method,
                                         " is not supported by Sluice"));
}

const Method* Fitting(const std::vector<Method>& rows, absl::Span<const Value> arguments) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Method& row) { return row.fits(arguments); });
  return found == rows.end() ? nullptr : &*found;
}

const Method* Fitting(const Class::Methods& all, std::string_view name, absl::Span<const Value> arguments) {
  const auto rows = all.find(name);
  return rows == all.end() ? nullptr : Fitting(rows->second, arguments);
}

absl::StatusOr<Value> CallRow(const Method& row, Gateway& gateway, Object* self, absl::Span<const Value> arguments) {
  return CallUserCode([&] { return row.call(gateway, self, arguments); });
}

using Form = RecordedCall::Form;

// Where the first of the arguments that has streams has its record.
void NoteBuilt(Form form, std::string_view type, std::string_view method, absl::Span<const Value> arguments,
               const Value& result) {
  for (const Value& argument : arguments) {
    const ObjectPtr* const object = std::get_if<ObjectPtr>(&argument);
    CallRecord* const record = object != nullptr && *object != nullptr ? (*object)->call_record() : nullptr;
    if (record != nullptr) return record->Note(form, type, method, arguments, result);
  }
}

absl::StatusOr<Value> CallStaticRow(const Method& row, Form form, std::string_view type, std::string_view method,
                                    Gateway& gateway, absl::Span<const Value> arguments) {
  absl::StatusOr<Value> result = CallRow(row, gateway, nullptr, arguments);
  if (result.ok() && row.effect == Effect::kBuildsStreams) NoteBuilt(form, type, method, arguments, *result);
  return result;
}

}  // namespace

bool Class::IsA(std::string_view name) const {
  if (name == name_ || std::find(interfaces_.begin(), interfaces_.end(), name) != interfaces_.end()) return true;
  return name == "java.lang.Object";
}

absl::StatusOr<Value> Class::Call(Gateway& gateway, std::string_view method, Object& self,
                                  absl::Span<const Value> arguments) const {
  for (const Class* type = this; type != nullptr; type = type->base_) {
    const Method* const row = Fitting(type->methods_, method, arguments);
    if (row == nullptr) continue;
    absl::StatusOr<Value> result = CallRow(*row, gateway, &self, arguments);
    if (result.ok() && row->effect == Effect::kBuildsStreams) {
      std::vector<Value> all = {self.shared_from_this()};
      all.insert(all.end(), arguments.begin(), arguments.end());
      NoteBuilt(Form::kMethod, type->name_, method, all, *result);
    }
    return result;
  }
  if (this != &ObjectClass()) {
    if (const Method* row = Fitting(ObjectClass().methods_, method, arguments)) {
      return CallRow(*row, gateway, &self, arguments);
    }
  }
  return NoSuchMethod(*this, method, arguments);
}

absl::StatusOr<Value> Class::CallStatic(Gateway& gateway, std::string_view method,
                                        absl::Span<const Value> arguments) const {
  if (const Method* row = Fitting(statics_, method, arguments)) {
    return CallStaticRow(*row, Form::kStatic, name_, method, gateway, arguments);
  }
  return NoSuchMethod(*this, method, arguments);
}

absl::StatusOr<Value> Class::Construct(Gateway& gateway, absl::Span<const Value> arguments) const {
  if (const Method* row = Fitting(constructors_, arguments)) {
    return CallStaticRow(*row, Form::kConstructor, name_, "", gateway, arguments);
  }
  return NoSuchMethod(*this, simple_name(), arguments);
}

}  // namespace sluice::gateway
