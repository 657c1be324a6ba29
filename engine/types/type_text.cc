#include "engine/types/type_text.h"

#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/base/str_cat.h"
#include "engine/types/field_comment.h"

namespace sluice {
namespace {

using Kind = DataType::Kind;

// In the order of Kind, up to those whose name says more.
struct Names {
  const char* type_name;
  const char* catalog;
};
constexpr Names kNames[] = {
    {"void", "void"},
    {"boolean", "boolean"},
    {"byte", "tinyint"},
    {"short", "smallint"},
    {"integer", "int"},
    {"long", "bigint"},
    {"float", "float"},
    {"double", "double"},
    {"decimal", "decimal"},
    {"string", "string"},
    {"char", "char"},
    {"varchar", "varchar"},
    {"binary", "binary"},
    {"date", "date"},
    {"timestamp", "timestamp"},
    {"timestamp_ntz", "timestamp_ntz"},
    {"time", "time"},
    {"interval", "interval"},
    {"interval", "interval"},
    {"interval", "interval"},
    {"variant", "variant"},
    {"array", "array"},
    {"map", "map"},
    {"struct", "struct"},
};
static_assert(std::size(kNames) == static_cast<size_t>(Kind::kStruct) + 1);

constexpr const char* kUnits[] = {"year", "month", "day", "hour", "minute", "second"};

const Names& NamesOf(const DataType& type) { return kNames[static_cast<int>(type.kind())]; }

std::string IntervalText(const DataType& type) {
  const std::string from = StrCat("interval ", kUnits[static_cast<int>(type.from())]);
  return type.from() == type.to() ? from : StrCat(from, " to ", kUnits[static_cast<int>(type.to())]);
}

// `name` with what belongs to a type that has no other types in it.
std::string WithParameters(const char* name, const DataType& type) {
  switch (type.kind()) {
    case Kind::kDecimal: return StrCat(name, "(", type.precision(), ",", type.scale(), ")");
    case Kind::kChar:
    case Kind::kVarchar:
    case Kind::kTime: return StrCat(name, "(", type.length(), ")");
    case Kind::kYearMonthInterval:
    case Kind::kDayTimeInterval: return IntervalText(type);
    default: return name;
  }
}

std::string CommentClause(const Field& field) {
  const std::optional<std::string> comment = CommentOf(field);
  if (!comment) return "";
  return StrCat(" COMMENT '", absl::StrReplaceAll(*comment, {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
}

std::string FieldText(const Field& field, const char* separator) {
  return StrCat(QuotedIfNeeded(field.name), separator, SqlText(field.type), field.nullable ? "" : " NOT NULL",
                CommentClause(field));
}

void AddTree(const Schema& fields, const std::string& indent, std::string& out);

// What is in a type, below the line that names it.
void AddInner(const DataType& type, const std::string& indent, std::string& out);

void AddLine(std::string_view name, const DataType& type, std::string_view note, const std::string& indent,
             std::string& out) {
  out += StrCat(indent, "-- ", name, ": ", TypeName(type), note, "\n");
  AddInner(type, indent + "    |", out);
}

std::string Note(const char* what, bool value) { return StrCat(" (", what, " = ", value ? "true" : "false", ")"); }

void AddInner(const DataType& type, const std::string& indent, std::string& out) {
  if (type.kind() == Kind::kArray) {
    AddLine("element", type.element(), Note("containsNull", type.contains_null()), indent, out);
  } else if (type.kind() == Kind::kMap) {
    AddLine("key", type.key(), "", indent, out);
    AddLine("value", type.value(), Note("valueContainsNull", type.value_contains_null()), indent, out);
  } else if (type.kind() == Kind::kStruct) {
    AddTree(type.fields(), indent, out);
  }
}

void AddTree(const Schema& fields, const std::string& indent, std::string& out) {
  for (const Field& field : fields) AddLine(field.name, field.type, Note("nullable", field.nullable), indent, out);
}

}  // namespace

std::string CatalogString(const DataType& type) {
  switch (type.kind()) {
    case Kind::kArray: return StrCat("array<", CatalogString(type.element()), ">");
    case Kind::kMap: return StrCat("map<", CatalogString(type.key()), ",", CatalogString(type.value()), ">");
    case Kind::kStruct:
      return StrCat("struct<",
                    absl::StrJoin(type.fields(), ",",
                                  [](std::string* out, const Field& field) {
                                    *out += StrCat(field.name, ":", CatalogString(field.type));
                                  }),
                    ">");
    default: return WithParameters(NamesOf(type).catalog, type);
  }
}

std::string SqlText(const DataType& type) {
  switch (type.kind()) {
    case Kind::kArray: return StrCat("ARRAY<", SqlText(type.element()), ">");
    case Kind::kMap: return StrCat("MAP<", SqlText(type.key()), ", ", SqlText(type.value()), ">");
    case Kind::kStruct:
      return StrCat("STRUCT<",
                    absl::StrJoin(type.fields(), ", ",
                                  [](std::string* out, const Field& field) { *out += FieldText(field, ": "); }),
                    ">");
    default: return absl::AsciiStrToUpper(CatalogString(type));
  }
}

std::string TypeName(const DataType& type) { return WithParameters(NamesOf(type).type_name, type); }

std::string DdlText(const Schema& schema) {
  return absl::StrJoin(schema, ",", [](std::string* out, const Field& field) { *out += FieldText(field, " "); });
}

std::string TreeText(const Schema& schema) {
  std::string out = "root\n";
  AddTree(schema, " |", out);
  return out;
}

std::string QuotedIfNeeded(std::string_view name) {
  bool plain = !name.empty();
  bool digits = true;
  for (char c : name) {
    plain = plain && (absl::ascii_isalnum(c) || c == '_');
    digits = digits && absl::ascii_isdigit(c);
  }
  if (plain && !digits) return std::string(name);
  std::string quoted = "`";
  for (char c : name) quoted.append(c == '`' ? 2 : 1, c);
  return quoted + "`";
}

}  // namespace sluice
