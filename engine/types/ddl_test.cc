#include "engine/types/ddl.h"

#include <string>

#include "engine/types/field_comment.h"
#include "engine/types/type_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

std::string TypeOf(const std::string& text) {
  const absl::StatusOr<DataType> type = ParseType(text);
  return type.ok() ? CatalogString(*type) : std::string(type.status().message());
}

std::string SchemaOf(const std::string& text) {
  const absl::StatusOr<Schema> schema = ParseSchema(text);
  return schema.ok() ? DdlText(*schema) : std::string(schema.status().message());
}

TEST(DdlTest, EveryTypeIsReadByItsCatalogString) {
  for (const char* text : {"void",
                           "boolean",
                           "tinyint",
                           "smallint",
                           "int",
                           "bigint",
                           "float",
                           "double",
                           "decimal(10,2)",
                           "decimal(38,38)",
                           "string",
                           "char(5)",
                           "varchar(7)",
                           "binary",
                           "date",
                           "timestamp",
                           "timestamp_ntz",
                           "time(0)",
                           "interval",
                           "interval year",
                           "interval year to month",
                           "interval month",
                           "interval day",
                           "interval day to hour",
                           "interval hour to second",
                           "interval second",
                           "variant",
                           "array<int>",
                           "map<string,array<int>>",
                           "struct<>",
                           "struct<a:int,b:struct<c:string>>"}) {
    EXPECT_EQ(TypeOf(text), text);
  }
}

TEST(DdlTest, TypesHaveOtherNames) {
  EXPECT_EQ(TypeOf("BYTE"), "tinyint");
  EXPECT_EQ(TypeOf("short"), "smallint");
  EXPECT_EQ(TypeOf("Integer"), "int");
  EXPECT_EQ(TypeOf("LONG"), "bigint");
  EXPECT_EQ(TypeOf("real"), "float");
  EXPECT_EQ(TypeOf("dec"), "decimal(10,0)");
  EXPECT_EQ(TypeOf("NUMERIC ( 5 )"), "decimal(5,0)");
  EXPECT_EQ(TypeOf("character(2)"), "char(2)");
  EXPECT_EQ(TypeOf("timestamp_ltz"), "timestamp");
  EXPECT_EQ(TypeOf("time"), "time(6)");
}

TEST(DdlTest, WhatDdlTextWritesIsReadAgain) {
  for (const char* text : {"a INT", "a INT NOT NULL COMMENT 'it\\'s a \\\\',`b c` ARRAY<STRUCT<x: INT NOT NULL>>",
                           "`tick``s` MAP<STRING, INTERVAL DAY TO SECOND>,`1` TIME(3)"}) {
    EXPECT_EQ(SchemaOf(text), text);
  }
}

TEST(DdlTest, AColonMayStandBetweenNameAndType) {
  EXPECT_EQ(SchemaOf("a: int, b : string not null"), "a INT,b STRING NOT NULL");
}

TEST(DdlTest, ACommentIsMetadata) {
  const absl::StatusOr<Schema> schema = ParseSchema("a int comment \"say \"\"x\"\"\", b int");
  ASSERT_TRUE(schema.ok());
  EXPECT_EQ(CommentOf(schema->front()), "say \"x\"");
  EXPECT_EQ(schema->back().metadata, "{}");
}

TEST(DdlTest, NullabilityAndNamesMakeATypeAnotherOne) {
  EXPECT_EQ(ParseType("struct<a: int>").value(), ParseType("STRUCT<a INT>").value());
  EXPECT_FALSE(ParseType("struct<a: int>").value() == ParseType("struct<a: int not null>").value());
  EXPECT_FALSE(ParseType("struct<a: int>").value() == ParseType("struct<b: int>").value());
  EXPECT_FALSE(ParseType("decimal(5,1)").value() == ParseType("decimal(5,2)").value());
}

TEST(DdlTest, WhatIsNoTypeHasSparksCondition) {
  EXPECT_EQ(TypeOf("foo"), "[UNSUPPORTED_DATATYPE] Unsupported data type \"FOO\". SQLSTATE: 0A000");
  EXPECT_EQ(TypeOf("char"),
            "[DATATYPE_MISSING_SIZE] DataType \"CHAR\" requires a length parameter, for example \"CHAR\"(10). Please "
            "specify the length. SQLSTATE: 42K01");
  EXPECT_EQ(TypeOf("decimal(39)"),
            "[DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION] Decimal precision 39 exceeds max precision 38. SQLSTATE: 22003");
}

TEST(DdlTest, AMistakeIsShownWhereItIs) {
  EXPECT_EQ(SchemaOf("a INT,\nb INT INT"),
            "[PARSE_SYNTAX_ERROR] Syntax error at or near 'INT'. SQLSTATE: 42601 "
            "(line 2, pos 6)");
  EXPECT_EQ(TypeOf("array<int"),
            "[PARSE_SYNTAX_ERROR] Syntax error at or near end of input. SQLSTATE: 42601 (line 1, pos 9)");
}

TEST(DdlTest, NoTextIsMistakenForAType) {
  for (const char* text : {"",
                           " ",
                           ",",
                           "a",
                           "a int,",
                           "`` int",
                           "`a int",
                           "a int comment",
                           "a int comment 'x",
                           "a int not",
                           "a array",
                           "a array<>",
                           "a map<int>",
                           "a interval second to day",
                           "a interval year to second",
                           "a decimal(2,3)",
                           "a decimal(0)",
                           "a decimal(99999999999)",
                           "a char(0)",
                           "a time(7)",
                           "a struct<int>",
                           "a int;",
                           "a \x01"}) {
    EXPECT_EQ(ParseSchema(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

std::string Nested(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += "array<";
  text += "int";
  return text + std::string(depth, '>');
}

TEST(DdlTest, TypesAreNotInOneAnotherWithoutEnd) {
  EXPECT_TRUE(ParseType(Nested(kTypeDepthMax - 1)).ok());
  EXPECT_THAT(TypeOf(Nested(kTypeDepthMax)), HasSubstr("depth=257 max=256"));
  EXPECT_THAT(TypeOf(Nested(1'000'000)), HasSubstr("depth=257 max=256"));
}

}  // namespace
}  // namespace sluice
