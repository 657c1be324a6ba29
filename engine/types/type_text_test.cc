#include "engine/types/type_text.h"

#include "engine/types/field_comment.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using Kind = DataType::Kind;
using Unit = DataType::Unit;

const Schema& EveryKindOfType() {
  static const Schema* const schema = new Schema{
      {.name = "a", .type = DataType(Kind::kInteger), .nullable = false, .metadata = MetadataOfComment("it's")},
      {.name = "b c", .type = DataType::Array(DataType::Decimal(10, 2), false)},
      {.name = "m",
       .type = DataType::Map(DataType(Kind::kString),
                             DataType::Struct({{.name = "x", .type = DataType::Interval(Unit::kDay, Unit::kSecond)},
                                               {.name = "z", .type = DataType(Kind::kLong), .nullable = false}}))},
      {.name = "y", .type = DataType::Interval(Unit::kYear, Unit::kYear)},
      {.name = "n", .type = DataType()},
      {.name = "c", .type = DataType::Char(3)},
      {.name = "t", .type = DataType(Kind::kTimestampNtz)},
      {.name = "i", .type = DataType(Kind::kCalendarInterval)},
      {.name = "e", .type = DataType::Struct({})},
      {.name = "1", .type = DataType::Time(6)},
      {.name = "tick`s", .type = DataType(Kind::kByte)},
  };
  return *schema;
}

// As Python's simpleString.
TEST(TypeTextTest, ACatalogStringIsAsShortAsItGets) {
  EXPECT_EQ(CatalogString(DataType::Struct(EveryKindOfType())),
            "struct<a:int,b c:array<decimal(10,2)>,m:map<string,struct<x:interval day to second,z:bigint>>,"
            "y:interval year,n:void,c:char(3),t:timestamp_ntz,i:interval,e:struct<>,1:time(6),tick`s:tinyint>");
}

TEST(TypeTextTest, InMessagesATypeIsWrittenLarge) {
  EXPECT_EQ(SqlText(EveryKindOfType()[2].type), "MAP<STRING, STRUCT<x: INTERVAL DAY TO SECOND, z: BIGINT NOT NULL>>");
  EXPECT_EQ(SqlText(DataType::Array(DataType::Decimal(10, 2))), "ARRAY<DECIMAL(10,2)>");
}

TEST(TypeTextTest, ASchemaIsWrittenAsItIsDeclared) {
  EXPECT_EQ(DdlText(EveryKindOfType()),
            "a INT NOT NULL COMMENT 'it\\'s',`b c` ARRAY<DECIMAL(10,2)>,"
            "m MAP<STRING, STRUCT<x: INTERVAL DAY TO SECOND, z: BIGINT NOT NULL>>,y INTERVAL YEAR,n VOID,c CHAR(3),"
            "t TIMESTAMP_NTZ,i INTERVAL,e STRUCT<>,`1` TIME(6),`tick``s` TINYINT");
}

// As pyspark's StructType.treeString prints it.
TEST(TypeTextTest, ASchemaIsPrintedAsATree) {
  EXPECT_EQ(TreeText(EveryKindOfType()), R"(root
 |-- a: integer (nullable = false)
 |-- b c: array (nullable = true)
 |    |-- element: decimal(10,2) (containsNull = false)
 |-- m: map (nullable = true)
 |    |-- key: string
 |    |-- value: struct (valueContainsNull = true)
 |    |    |-- x: interval day to second (nullable = true)
 |    |    |-- z: long (nullable = false)
 |-- y: interval year (nullable = true)
 |-- n: void (nullable = true)
 |-- c: char(3) (nullable = true)
 |-- t: timestamp_ntz (nullable = true)
 |-- i: interval (nullable = true)
 |-- e: struct (nullable = true)
 |-- 1: time(6) (nullable = true)
 |-- tick`s: byte (nullable = true)
)");
}

}  // namespace
}  // namespace sluice
