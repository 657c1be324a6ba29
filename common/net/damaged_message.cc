#include "common/net/damaged_message.h"

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "common/base/damage.h"

namespace sluice {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

template <class Number>
Number Edge(SeededRandom& random) {
  constexpr Number kEdges[] = {
      0, 1, 2, static_cast<Number>(-1), std::numeric_limits<Number>::max(), std::numeric_limits<Number>::min()};
  return random.Below(8) == 0 ? static_cast<Number>(random.Next()) : kEdges[random.Below(std::size(kEdges))];
}

std::string Text(SeededRandom& random) {
  const std::string texts[] = {"", "../..", std::string("\0\xff\n", 3), std::string(5000, 'x'), "127.0.0.1:1"};
  return texts[random.Below(std::size(texts))];
}

// Damages one message of many nested ones.
class FieldDamage {
 public:
  FieldDamage(Message& message, SeededRandom& random)
      : message_(message), reflection_(*message.GetReflection()), random_(random) {}

  void DamageOne() {
    const google::protobuf::Descriptor& type = *message_.GetDescriptor();
    if (type.field_count() == 0) return;
    const FieldDescriptor& field = *type.field(random_.Below(type.field_count()));
    if (random_.Below(8) == 0) return reflection_.ClearField(&message_, &field);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return Descend(field);
    field.is_repeated() ? Add(field) : Set(field);
  }

 private:
  void Descend(const FieldDescriptor& field) {
    Message* inner = nullptr;
    if (!field.is_repeated()) {
      inner = reflection_.MutableMessage(&message_, &field);
    } else if (const int size = reflection_.FieldSize(message_, &field); size == 0 || random_.Below(4) == 0) {
      inner = reflection_.AddMessage(&message_, &field);
      if (size > 0) inner->CopyFrom(reflection_.GetRepeatedMessage(message_, &field, 0));
    } else {
      inner = reflection_.MutableRepeatedMessage(&message_, &field, random_.Below(size));
    }
    FieldDamage(*inner, random_).DamageOne();
  }

  void Set(const FieldDescriptor& field) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32: return reflection_.SetInt32(&message_, &field, Edge<int32_t>(random_));
      case FieldDescriptor::CPPTYPE_INT64: return reflection_.SetInt64(&message_, &field, Edge<int64_t>(random_));
      case FieldDescriptor::CPPTYPE_UINT32: return reflection_.SetUInt32(&message_, &field, Edge<uint32_t>(random_));
      case FieldDescriptor::CPPTYPE_UINT64: return reflection_.SetUInt64(&message_, &field, Edge<uint64_t>(random_));
      case FieldDescriptor::CPPTYPE_ENUM: return reflection_.SetEnumValue(&message_, &field, Edge<int32_t>(random_));
      case FieldDescriptor::CPPTYPE_BOOL: return reflection_.SetBool(&message_, &field, random_.Below(2) == 0);
      case FieldDescriptor::CPPTYPE_STRING: return reflection_.SetString(&message_, &field, Text(random_));
      default: return reflection_.ClearField(&message_, &field);
    }
  }

  void Add(const FieldDescriptor& field) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32: return reflection_.AddInt32(&message_, &field, Edge<int32_t>(random_));
      case FieldDescriptor::CPPTYPE_INT64: return reflection_.AddInt64(&message_, &field, Edge<int64_t>(random_));
      case FieldDescriptor::CPPTYPE_STRING: return reflection_.AddString(&message_, &field, Text(random_));
      default: return reflection_.ClearField(&message_, &field);
    }
  }

  Message& message_;
  const google::protobuf::Reflection& reflection_;
  SeededRandom& random_;
};

}  // namespace

std::string DamagedMessage(const Message& message, SeededRandom& random) {
  if (random.Below(4) == 0) return DamagedBytes(message.SerializeAsString(), random);
  const std::unique_ptr<Message> damaged(message.New());
  damaged->CopyFrom(message);
  for (uint64_t n = random.Below(4) + 1; n > 0; --n) FieldDamage(*damaged, random).DamageOne();
  return damaged->SerializeAsString();
}

}  // namespace sluice
