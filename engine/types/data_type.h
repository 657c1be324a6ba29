#ifndef SLUICE_ENGINE_TYPES_DATA_TYPE_H_
#define SLUICE_ENGINE_TYPES_DATA_TYPE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sluice {

struct Field;

// A type of SQL, as Spark has it. A value: cheap to copy, never changes, compared by what it is; also from several
// threads.
class DataType {
 public:
  enum class Kind : uint8_t {
    kNull,
    kBoolean,
    kByte,
    kShort,
    kInteger,
    kLong,
    kFloat,
    kDouble,
    kDecimal,
    kString,
    kChar,
    kVarchar,
    kBinary,
    kDate,
    kTimestamp,
    kTimestampNtz,
    kTime,
    kCalendarInterval,
    kYearMonthInterval,
    kDayTimeInterval,
    kVariant,
    kArray,
    kMap,
    kStruct,
  };
  // The fields of an interval from the largest to the smallest.
  enum class Unit : int8_t { kYear, kMonth, kDay, kHour, kMinute, kSecond };

  static constexpr int kPrecisionMax = 38;
  static constexpr int kTimePrecisionMax = 6;

  // The type of a literal NULL.
  DataType() = default;
  // A kind that has no parameters.
  explicit DataType(Kind kind) : kind_(kind) {}
  // REQUIRES: 0 <= scale <= precision <= kPrecisionMax, precision > 0.
  static DataType Decimal(int precision, int scale) { return {Kind::kDecimal, precision, scale}; }
  static DataType Char(int length) { return {Kind::kChar, length, 0}; }
  static DataType Varchar(int length) { return {Kind::kVarchar, length, 0}; }
  static DataType Time(int precision) { return {Kind::kTime, precision, 0}; }
  // REQUIRES: from is not after to, and both are of years and months, or both of days to seconds.
  static DataType Interval(Unit from, Unit to);
  static DataType Array(DataType element, bool contains_null = true);
  static DataType Map(DataType key, DataType value, bool value_contains_null = true);
  static DataType Struct(std::vector<Field> fields);

  Kind kind() const { return kind_; }
  // What follows REQUIRES a kind that has it.
  int precision() const { return first_; }
  int scale() const { return second_; }
  int length() const { return first_; }
  Unit from() const { return static_cast<Unit>(first_); }
  Unit to() const { return static_cast<Unit>(second_); }
  const DataType& element() const;
  bool contains_null() const;
  const DataType& key() const;
  const DataType& value() const;
  bool value_contains_null() const;
  const std::vector<Field>& fields() const { return *fields_; }

  // Names of fields, nullability and metadata count.
  bool operator==(const DataType& other) const;

 private:
  DataType(Kind kind, int first, int second) : kind_(kind), first_(first), second_(second) {}
  DataType(Kind kind, std::vector<Field> fields);

  Kind kind_ = Kind::kNull;
  int first_ = 0;
  int second_ = 0;
  // Of a struct. An array has one that is called element, a map has key and value.
  std::shared_ptr<const std::vector<Field>> fields_;
};

// A column of a table, or a part of a struct.
struct Field {
  std::string name;
  DataType type;
  bool nullable = true;
  std::string metadata = "{}";  // An object of JSON.
  bool operator==(const Field&) const = default;
};

// The columns of a table.
using Schema = std::vector<Field>;

}  // namespace sluice

#endif  // SLUICE_ENGINE_TYPES_DATA_TYPE_H_
