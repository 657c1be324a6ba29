#include "engine/types/type_json.h"

#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "engine/types/ddl.h"
#include "engine/types/type_text.h"
#include "nlohmann/json.hpp"

namespace sluice {
namespace {

using Kind = DataType::Kind;
using json = nlohmann::ordered_json;

std::string Dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

json JsonOf(const DataType& type);

json JsonOf(const Field& field) {
  const json metadata = json::parse(field.metadata, nullptr, /*allow_exceptions=*/false);
  return {{"name", field.name},
          {"type", JsonOf(field.type)},
          {"nullable", field.nullable},
          {"metadata", metadata.is_object() ? metadata : json::object()}};
}

json JsonOf(const DataType& type) {
  switch (type.kind()) {
    case Kind::kArray:
      return {{"type", "array"}, {"elementType", JsonOf(type.element())}, {"containsNull", type.contains_null()}};
    case Kind::kMap:
      return {{"type", "map"},
              {"keyType", JsonOf(type.key())},
              {"valueType", JsonOf(type.value())},
              {"valueContainsNull", type.value_contains_null()}};
    case Kind::kStruct: {
      json fields = json::array();
      for (const Field& field : type.fields()) fields.push_back(JsonOf(field));
      return {{"type", "struct"}, {"fields", std::move(fields)}};
    }
    default: return TypeName(type);
  }
}

absl::Status NoType(const json& value, std::string_view why) {
  return absl::InvalidArgumentError(StrCat("this is no data type: ", Dump(value).substr(0, 200), " (", why, ")"));
}

const json* Find(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

absl::StatusOr<DataType> TypeAt(const json& object, const char* key, int depth);

absl::StatusOr<bool> FlagAt(const json& object, const char* key) {
  const json* flag = Find(object, key);
  if (flag == nullptr || !flag->is_boolean())
    return NoType(object, StrCat(key, " is missing or neither true nor false"));
  return flag->get<bool>();
}

absl::StatusOr<Field> FieldOf(const json& object, int depth) {
  const json* name = object.is_object() ? Find(object, "name") : nullptr;
  if (name == nullptr || !name->is_string()) return NoType(object, "a field needs a name");
  Field field{.name = name->get<std::string>()};
  SLUICE_ASSIGN_OR_RETURN(field.type, TypeAt(object, "type", depth));
  SLUICE_ASSIGN_OR_RETURN(field.nullable, FlagAt(object, "nullable"));
  if (const json* metadata = Find(object, "metadata"); metadata != nullptr) field.metadata = Dump(*metadata);
  return field;
}

absl::StatusOr<DataType> StructOf(const json& object, int depth) {
  const json* list = Find(object, "fields");
  if (list == nullptr || !list->is_array()) return NoType(object, "fields are missing or no list");
  Schema fields;
  for (const json& one : *list) {
    SLUICE_ASSIGN_OR_RETURN(Field field, FieldOf(one, depth));
    fields.push_back(std::move(field));
  }
  return DataType::Struct(std::move(fields));
}

absl::StatusOr<DataType> NestedOf(const json& object, int depth) {
  const json* type = Find(object, "type");
  if (type != nullptr && *type == "struct") return StructOf(object, depth);
  if (type != nullptr && *type == "array") {
    SLUICE_ASSIGN_OR_RETURN(DataType element, TypeAt(object, "elementType", depth));
    SLUICE_ASSIGN_OR_RETURN(const bool contains_null, FlagAt(object, "containsNull"));
    return DataType::Array(std::move(element), contains_null);
  }
  if (type == nullptr || *type != "map") return NoType(object, "its type is none of struct, array, map");
  SLUICE_ASSIGN_OR_RETURN(DataType key, TypeAt(object, "keyType", depth));
  SLUICE_ASSIGN_OR_RETURN(DataType value, TypeAt(object, "valueType", depth));
  SLUICE_ASSIGN_OR_RETURN(const bool contains_null, FlagAt(object, "valueContainsNull"));
  return DataType::Map(std::move(key), std::move(value), contains_null);
}

absl::StatusOr<DataType> TypeOf(const json& value, int depth) {
  if (depth >= kTypeDepthMax) return NoType("...", StrCat("too deep: max=", kTypeDepthMax));
  if (value.is_object()) return NestedOf(value, depth);
  if (!value.is_string()) return NoType(value, "a name or an object is expected");
  return ParseType(value.get<std::string>());
}

absl::StatusOr<DataType> TypeAt(const json& object, const char* key, int depth) {
  const json* value = Find(object, key);
  if (value == nullptr) return NoType(object, StrCat(key, " is missing"));
  return TypeOf(*value, depth + 1);
}

// How deep objects and lists are in one another. The parser of JSON needs no stack, but what it makes does.
bool IsTooDeep(std::string_view text) {
  constexpr int kBracketsPerType = 3;
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string) {
      depth += (c == '{' || c == '[') - (c == '}' || c == ']');
      if (depth > kBracketsPerType * kTypeDepthMax) return true;
    }
  }
  return false;
}

}  // namespace

std::string JsonText(const DataType& type) { return Dump(JsonOf(type)); }

absl::StatusOr<DataType> ParseJsonType(std::string_view text) {
  if (IsTooDeep(text)) return NoType("...", StrCat("too deep: max=", kTypeDepthMax));
  const json value = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded()) return NoType(std::string(text.substr(0, 200)), "it is no JSON");
  return TypeOf(value, 0);
}

}  // namespace sluice
