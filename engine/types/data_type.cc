#include "engine/types/data_type.h"

#include <utility>

namespace sluice {

DataType::DataType(Kind kind, std::vector<Field> fields)
    : kind_(kind), fields_(std::make_shared<const std::vector<Field>>(std::move(fields))) {}

DataType DataType::Interval(Unit from, Unit to) {
  const Kind kind = to <= Unit::kMonth ? Kind::kYearMonthInterval : Kind::kDayTimeInterval;
  return {kind, static_cast<int>(from), static_cast<int>(to)};
}

DataType DataType::Array(DataType element, bool contains_null) {
  return {Kind::kArray, {{.name = "element", .type = std::move(element), .nullable = contains_null}}};
}

DataType DataType::Map(DataType key, DataType value, bool value_contains_null) {
  return {Kind::kMap,
          {{.name = "key", .type = std::move(key), .nullable = false},
           {.name = "value", .type = std::move(value), .nullable = value_contains_null}}};
}

DataType DataType::Struct(std::vector<Field> fields) { return {Kind::kStruct, std::move(fields)}; }

const DataType& DataType::element() const { return fields().front().type; }
bool DataType::contains_null() const { return fields().front().nullable; }
const DataType& DataType::key() const { return fields().front().type; }
const DataType& DataType::value() const { return fields().back().type; }
bool DataType::value_contains_null() const { return fields().back().nullable; }

bool DataType::operator==(const DataType& other) const {
  if (kind_ != other.kind_ || first_ != other.first_ || second_ != other.second_) return false;
  return fields_ == other.fields_ || (fields_ != nullptr && other.fields_ != nullptr && *fields_ == *other.fields_);
}

}  // namespace sluice
