#include "tools/cli/json_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cmath>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/printable.h"
#include "common/base/str_cat.h"
#include "common/base/utf8.h"

namespace sluice {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string Escaped(uint32_t character) {
  if (character < 0x10000) return absl::StrFormat("\\u%04x", character);
  character -= 0x10000;
  return absl::StrFormat("\\u%04x\\u%04x", 0xd800 + (character >> 10), 0xdc00 + (character & 0x3ff));
}

// What a terminal would obey is escaped as well as what JSON forbids: people look at it.
std::string Quote(const std::string& text) {
  const std::string utf8 = ToUtf8(text);
  std::string out = "\"";
  for (std::string_view rest = utf8; !rest.empty();) {
    const std::string_view character = rest.substr(0, Utf8CharacterSize(rest));
    const uint32_t code = Utf8Character(character);
    if (code == '"' || code == '\\') out += '\\';
    out += IsUnprintable(code) ? Escaped(code) : std::string(character);
    rest.remove_prefix(character.size());
  }
  return out + "\"";
}

// JSON knows numbers only: what is none is null.
std::string Number(double number) { return std::isfinite(number) ? absl::StrFormat("%.15g", number) : "null"; }

// `index` -1: the field is not repeated.
std::string Value(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& get = *message.GetReflection();
  const bool one = index < 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ToJson(one ? get.GetMessage(message, &field) : get.GetRepeatedMessage(message, &field, index));
    case FieldDescriptor::CPPTYPE_STRING:
      return Quote(one ? get.GetString(message, &field) : get.GetRepeatedString(message, &field, index));
    case FieldDescriptor::CPPTYPE_INT32:
      return StrCat(one ? get.GetInt32(message, &field) : get.GetRepeatedInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return StrCat(one ? get.GetInt64(message, &field) : get.GetRepeatedInt64(message, &field, index));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Number(one ? get.GetDouble(message, &field) : get.GetRepeatedDouble(message, &field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (one ? get.GetBool(message, &field) : get.GetRepeatedBool(message, &field, index)) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return Quote((one ? get.GetEnum(message, &field) : get.GetRepeatedEnum(message, &field, index))->name());
    default: return "null";  // No message has another type; text_test would show it.
  }
}

std::string Field(const Message& message, const FieldDescriptor& field) {
  if (!field.is_repeated()) return Value(message, field, -1);
  std::vector<std::string> values;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i)
    values.push_back(Value(message, field, i));
  return StrCat("[", absl::StrJoin(values, ","), "]");
}

}  // namespace

std::string ToJson(const Message& message) {
  std::vector<std::string> fields;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    const bool may_be_absent = field.containing_oneof() != nullptr;
    if (may_be_absent && !message.GetReflection()->HasField(message, &field)) continue;
    fields.push_back(StrCat(Quote(field.name()), ":", Field(message, field)));
  }
  return StrCat("{", absl::StrJoin(fields, ","), "}");
}

}  // namespace sluice
