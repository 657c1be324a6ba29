#include "engine/types/ddl.h"

#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "engine/types/ddl_lexer.h"
#include "engine/types/field_comment.h"

namespace sluice {
namespace {

using Kind = DataType::Kind;
using Unit = DataType::Unit;

struct SimpleType {
  std::string_view name;
  Kind kind;
};
constexpr SimpleType kSimpleTypes[] = {
    {"void", Kind::kNull},
    {"null", Kind::kNull},
    {"boolean", Kind::kBoolean},
    {"tinyint", Kind::kByte},
    {"byte", Kind::kByte},
    {"smallint", Kind::kShort},
    {"short", Kind::kShort},
    {"int", Kind::kInteger},
    {"integer", Kind::kInteger},
    {"bigint", Kind::kLong},
    {"long", Kind::kLong},
    {"float", Kind::kFloat},
    {"real", Kind::kFloat},
    {"double", Kind::kDouble},
    {"string", Kind::kString},
    {"binary", Kind::kBinary},
    {"date", Kind::kDate},
    {"timestamp", Kind::kTimestamp},
    {"timestamp_ltz", Kind::kTimestamp},
    {"timestamp_ntz", Kind::kTimestampNtz},
    {"variant", Kind::kVariant},
};
constexpr const char* kUnits[] = {"year", "month", "day", "hour", "minute", "second"};

std::optional<Unit> UnitOf(const std::string& name) {
  for (size_t i = 0; i < std::size(kUnits); ++i) {
    if (absl::EqualsIgnoreCase(name, kUnits[i])) return static_cast<Unit>(i);
  }
  return std::nullopt;
}

absl::Status Unsupported(const std::string& name) {
  return absl::InvalidArgumentError(
      StrCat("[UNSUPPORTED_DATATYPE] Unsupported data type \"", absl::AsciiStrToUpper(name), "\". SQLSTATE: 0A000"));
}

absl::Status MissingSize(const std::string& name) {
  const std::string type = absl::AsciiStrToUpper(name);
  return absl::InvalidArgumentError(StrCat("[DATATYPE_MISSING_SIZE] DataType \"", type,
                                           "\" requires a length parameter, for example \"", type,
                                           "\"(10). Please specify the length. SQLSTATE: 42K01"));
}

// Reads one text. One token ahead.
class DdlParser {
 public:
  explicit DdlParser(std::string_view text) : text_(text), lexer_(text) {}

  absl::StatusOr<DataType> ReadType() {
    SLUICE_RETURN_IF_ERROR(Advance());
    SLUICE_ASSIGN_OR_RETURN(DataType type, Type(0));
    SLUICE_RETURN_IF_ERROR(ExpectEnd());
    return type;
  }

  absl::StatusOr<Schema> ReadSchema() {
    SLUICE_RETURN_IF_ERROR(Advance());
    SLUICE_ASSIGN_OR_RETURN(Schema schema, Fields(0));
    SLUICE_RETURN_IF_ERROR(ExpectEnd());
    return schema;
  }

 private:
  absl::Status Advance() {
    SLUICE_ASSIGN_OR_RETURN(token_, lexer_.Next());
    return absl::OkStatus();
  }
  absl::Status Unexpected() const { return DdlSyntaxError(text_, token_.from, token_.text); }
  absl::Status ExpectEnd() const { return token_.kind == DdlToken::Kind::kEnd ? absl::OkStatus() : Unexpected(); }
  bool AtWord(const char* word) const {
    return token_.kind == DdlToken::Kind::kName && absl::EqualsIgnoreCase(token_.text, word);
  }
  absl::Status Expect(char sign) { return token_.is(sign) ? Advance() : Unexpected(); }
  absl::Status ExpectWord(const char* word) { return AtWord(word) ? Advance() : Unexpected(); }
  // Goes past it if it is there.
  absl::StatusOr<bool> Take(char sign) {
    if (!token_.is(sign)) return false;
    SLUICE_RETURN_IF_ERROR(Advance());
    return true;
  }

  absl::StatusOr<int> Number() {
    int number = 0;
    if (token_.kind != DdlToken::Kind::kNumber || !absl::SimpleAtoi(token_.text, &number)) return Unexpected();
    SLUICE_RETURN_IF_ERROR(Advance());
    return number;
  }

  absl::StatusOr<DataType> Type(int depth) {
    if (depth >= kTypeDepthMax) {
      return absl::InvalidArgumentError(
          StrCat("types are in one another too deeply, make them flatter: depth=", depth + 1, " max=", kTypeDepthMax));
    }
    if (token_.kind != DdlToken::Kind::kName) return Unexpected();
    const std::string name = absl::AsciiStrToLower(token_.text);
    SLUICE_RETURN_IF_ERROR(Advance());
    if (name == "array") return ArrayType(depth);
    if (name == "map") return MapType(depth);
    if (name == "struct") return StructType(depth);
    if (name == "interval") return IntervalType();
    if (name == "decimal" || name == "dec" || name == "numeric") return DecimalType();
    if (name == "char" || name == "character") return Sized(Kind::kChar, name);
    if (name == "varchar") return Sized(Kind::kVarchar, name);
    if (name == "time") return TimeType();
    return Simple(name);
  }

  static absl::StatusOr<DataType> Simple(const std::string& name) {
    for (const SimpleType& type : kSimpleTypes) {
      if (name == type.name) return DataType(type.kind);
    }
    return Unsupported(name);
  }

  absl::StatusOr<DataType> ArrayType(int depth) {
    SLUICE_RETURN_IF_ERROR(Expect('<'));
    SLUICE_ASSIGN_OR_RETURN(DataType element, Type(depth + 1));
    SLUICE_RETURN_IF_ERROR(Expect('>'));
    return DataType::Array(std::move(element));
  }

  absl::StatusOr<DataType> MapType(int depth) {
    SLUICE_RETURN_IF_ERROR(Expect('<'));
    SLUICE_ASSIGN_OR_RETURN(DataType key, Type(depth + 1));
    SLUICE_RETURN_IF_ERROR(Expect(','));
    SLUICE_ASSIGN_OR_RETURN(DataType value, Type(depth + 1));
    SLUICE_RETURN_IF_ERROR(Expect('>'));
    return DataType::Map(std::move(key), std::move(value));
  }

  absl::StatusOr<DataType> StructType(int depth) {
    SLUICE_RETURN_IF_ERROR(Expect('<'));
    Schema fields;
    if (!token_.is('>')) {
      SLUICE_ASSIGN_OR_RETURN(fields, Fields(depth + 1));
    }
    SLUICE_RETURN_IF_ERROR(Expect('>'));
    return DataType::Struct(std::move(fields));
  }

  absl::StatusOr<Schema> Fields(int depth) {
    Schema fields;
    while (true) {
      SLUICE_ASSIGN_OR_RETURN(Field field, OneField(depth));
      fields.push_back(std::move(field));
      SLUICE_ASSIGN_OR_RETURN(const bool more, Take(','));
      if (!more) return fields;
    }
  }

  absl::StatusOr<Field> OneField(int depth) {
    const bool named =
        token_.kind == DdlToken::Kind::kName || (token_.kind == DdlToken::Kind::kQuotedName && !token_.text.empty());
    if (!named) return Unexpected();
    Field field{.name = token_.text};
    SLUICE_RETURN_IF_ERROR(Advance());
    SLUICE_RETURN_IF_ERROR(Take(':').status());
    SLUICE_ASSIGN_OR_RETURN(field.type, Type(depth));
    SLUICE_RETURN_IF_ERROR(Constraints(field));
    return field;
  }

  absl::Status Constraints(Field& field) {
    if (AtWord("not")) {
      SLUICE_RETURN_IF_ERROR(Advance());
      SLUICE_RETURN_IF_ERROR(ExpectWord("null"));
      field.nullable = false;
    }
    if (!AtWord("comment")) return absl::OkStatus();
    SLUICE_RETURN_IF_ERROR(Advance());
    if (token_.kind != DdlToken::Kind::kString) return Unexpected();
    field.metadata = MetadataOfComment(token_.text);
    return Advance();
  }

  // Without units it is the calendar's, of months, days and microseconds.
  absl::StatusOr<DataType> IntervalType() {
    const std::optional<Unit> from = UnitOf(token_.text);
    if (token_.kind != DdlToken::Kind::kName || !from) return DataType(Kind::kCalendarInterval);
    SLUICE_RETURN_IF_ERROR(Advance());
    if (!AtWord("to")) return DataType::Interval(*from, *from);
    SLUICE_RETURN_IF_ERROR(Advance());
    const std::optional<Unit> to = UnitOf(token_.text);
    const bool of_one_kind = to && (*from <= Unit::kMonth) == (*to <= Unit::kMonth);
    if (token_.kind != DdlToken::Kind::kName || !of_one_kind || *from >= *to) return Unexpected();
    SLUICE_RETURN_IF_ERROR(Advance());
    return DataType::Interval(*from, *to);
  }

  absl::StatusOr<DataType> DecimalType() {
    int precision = 10;
    int scale = 0;
    SLUICE_ASSIGN_OR_RETURN(const bool given, Take('('));
    if (given) {
      SLUICE_ASSIGN_OR_RETURN(precision, Number());
      SLUICE_ASSIGN_OR_RETURN(const bool scaled, Take(','));
      if (scaled) {
        SLUICE_ASSIGN_OR_RETURN(scale, Number());
      }
      SLUICE_RETURN_IF_ERROR(Expect(')'));
    }
    return CheckedDecimal(precision, scale);
  }

  static absl::StatusOr<DataType> CheckedDecimal(int precision, int scale) {
    if (precision > DataType::kPrecisionMax) {
      return absl::InvalidArgumentError(StrCat("[DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION] Decimal precision ",
                                               precision, " exceeds max precision ", DataType::kPrecisionMax,
                                               ". SQLSTATE: 22003"));
    }
    if (precision < 1 || scale > precision) {
      return absl::InvalidArgumentError(StrCat(
          "a decimal has one digit at least, and as many as its scale: precision=", precision, " scale=", scale));
    }
    return DataType::Decimal(precision, scale);
  }

  absl::StatusOr<DataType> Sized(Kind kind, const std::string& name) {
    if (!token_.is('(')) return MissingSize(name);
    SLUICE_RETURN_IF_ERROR(Advance());
    const size_t at = token_.from;
    SLUICE_ASSIGN_OR_RETURN(const int length, Number());
    if (length < 1) return DdlSyntaxError(text_, at, "0");
    SLUICE_RETURN_IF_ERROR(Expect(')'));
    return kind == Kind::kChar ? DataType::Char(length) : DataType::Varchar(length);
  }

  absl::StatusOr<DataType> TimeType() {
    int precision = DataType::kTimePrecisionMax;
    SLUICE_ASSIGN_OR_RETURN(const bool given, Take('('));
    if (given) {
      SLUICE_ASSIGN_OR_RETURN(precision, Number());
      SLUICE_RETURN_IF_ERROR(Expect(')'));
    }
    if (precision > DataType::kTimePrecisionMax) return Unsupported(StrCat("TIME(", precision, ")"));
    return DataType::Time(precision);
  }

  const std::string_view text_;
  DdlLexer lexer_;
  DdlToken token_;
};

}  // namespace

absl::StatusOr<DataType> ParseType(std::string_view text) { return DdlParser(text).ReadType(); }

absl::StatusOr<Schema> ParseSchema(std::string_view text) { return DdlParser(text).ReadSchema(); }

}  // namespace sluice
