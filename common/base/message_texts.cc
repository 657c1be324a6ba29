#include "common/base/message_texts.h"

#include <google/protobuf/descriptor.h>

#include <vector>

namespace sluice {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Change = std::function<std::string(std::string_view)>;

void ChangeOne(Message& message, const FieldDescriptor* field, const Change& change) {
  const auto& reflection = *message.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    ChangeTexts(*reflection.MutableMessage(&message, field), change);
  } else {
    reflection.SetString(&message, field, change(reflection.GetString(message, field)));
  }
}

void ChangeAll(Message& message, const FieldDescriptor* field, const Change& change) {
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      ChangeTexts(*reflection.MutableRepeatedMessage(&message, field, i), change);
    } else {
      reflection.SetRepeatedString(&message, field, i, change(reflection.GetRepeatedString(message, field, i)));
    }
  }
}

}  // namespace

void ChangeTexts(Message& message, const Change& change) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);  // ListFields gives the fields that are set.
  for (const FieldDescriptor* field : fields) {
    const bool has_text =
        field->type() == FieldDescriptor::TYPE_STRING || field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (has_text) field->is_repeated() ? ChangeAll(message, field, change) : ChangeOne(message, field, change);
  }
}

}  // namespace sluice
