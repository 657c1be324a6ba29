#include "engine/types/type_json.h"

#include <string>

#include "engine/types/ddl.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

std::string JsonOf(const std::string& ddl) {
  const absl::StatusOr<DataType> type = ParseType(ddl);
  return type.ok() ? JsonText(*type) : std::string(type.status().message());
}

std::string Refused(const std::string& json) {
  const absl::StatusOr<DataType> type = ParseJsonType(json);
  return type.ok() ? "it is a type" : std::string(type.status().message());
}

TEST(TypeJsonTest, KeysHaveSparksOrder) {
  EXPECT_EQ(JsonOf("struct<a: int not null comment 'x', m: map<string, array<bigint>>>"),
            R"({"type":"struct","fields":[)"
            R"({"name":"a","type":"integer","nullable":false,"metadata":{"comment":"x"}},)"
            R"({"name":"m","type":{"type":"map","keyType":"string",)"
            R"("valueType":{"type":"array","elementType":"long","containsNull":true},"valueContainsNull":true},)"
            R"("nullable":true,"metadata":{}}]})");
}

TEST(TypeJsonTest, EveryTypeComesBack) {
  for (const char* ddl :
       {"void",
        "boolean",
        "tinyint",
        "smallint",
        "int",
        "bigint",
        "float",
        "double",
        "decimal(10,2)",
        "string",
        "char(5)",
        "varchar(7)",
        "binary",
        "date",
        "timestamp",
        "timestamp_ntz",
        "time(0)",
        "interval",
        "interval year to month",
        "interval day",
        "interval hour to second",
        "variant",
        "array<int>",
        "struct<>",
        "struct<`a b`: array<map<string,decimal(38,0)>> not null, b: struct<c: string comment 'it''s'>>"}) {
    const DataType type = ParseType(ddl).value();
    const absl::StatusOr<DataType> again = ParseJsonType(JsonText(type));
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(*again, type) << ddl;
  }
}

// Python sorts the keys.
TEST(TypeJsonTest, KeysMayComeInAnyOrder) {
  const absl::StatusOr<DataType> type =
      ParseJsonType(R"({"fields":[{"metadata":{"k":[1]},"name":"a","nullable":true,)"
                    R"("type":{"containsNull":false,"elementType":"byte","type":"array"}}],"type":"struct"})");
  ASSERT_TRUE(type.ok()) << type.status();
  EXPECT_EQ(type->fields()[0].type, DataType::Array(DataType(DataType::Kind::kByte), false));
  EXPECT_EQ(type->fields()[0].metadata, R"({"k":[1]})");
}

TEST(TypeJsonTest, WhatIsNoTypeIsNamed) {
  EXPECT_THAT(Refused("{"), HasSubstr("it is no JSON"));
  EXPECT_THAT(Refused("7"), HasSubstr("this is no data type: 7"));
  EXPECT_THAT(Refused(R"("foo")"), HasSubstr("Unsupported data type \"FOO\""));
  EXPECT_THAT(Refused(R"({"type":"udt","class":"x"})"), HasSubstr("none of struct, array, map"));
  EXPECT_THAT(Refused(R"({"type":"array","containsNull":true})"), HasSubstr("elementType is missing"));
  EXPECT_THAT(Refused(R"({"type":"array","elementType":"byte","containsNull":1})"), HasSubstr("containsNull"));
  EXPECT_THAT(Refused(R"({"type":"struct","fields":[7]})"), HasSubstr("a field needs a name"));
  EXPECT_THAT(Refused(R"({"type":"struct","fields":[{"name":"a","type":"int"}]})"), HasSubstr("nullable is missing"));
}

std::string Nested(int depth) {
  std::string begin;
  std::string end;
  for (int i = 0; i < depth; ++i) {
    begin += R"({"type":"array","containsNull":true,"elementType":)";
    end += "}";
  }
  return begin + R"("byte")" + end;
}

TEST(TypeJsonTest, TypesAreNotInOneAnotherWithoutEnd) {
  EXPECT_TRUE(ParseJsonType(Nested(kTypeDepthMax - 1)).ok());
  EXPECT_THAT(Refused(Nested(kTypeDepthMax)), HasSubstr("too deep"));
  EXPECT_THAT(Refused(Nested(1'000'000)), HasSubstr("too deep"));
}

}  // namespace
}  // namespace sluice
