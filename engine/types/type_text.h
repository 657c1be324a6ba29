#ifndef SLUICE_ENGINE_TYPES_TYPE_TEXT_H_
#define SLUICE_ENGINE_TYPES_TYPE_TEXT_H_

#include <string>
#include <string_view>

#include "engine/types/data_type.h"

namespace sluice {

// The texts of a type, as Spark writes them.

// "struct<a:int,b:array<string>>": what typeof gives, and Python's simpleString.
std::string CatalogString(const DataType& type);
// "STRUCT<a: INT NOT NULL, b: ARRAY<STRING>>": in error messages and SQL.
std::string SqlText(const DataType& type);
// "integer", "array", "decimal(10,2)": what a schema calls it in JSON and as a tree.
std::string TypeName(const DataType& type);
// "a INT NOT NULL,`b c` STRING COMMENT 'x'": what ParseSchema reads.
std::string DdlText(const Schema& schema);
// What printSchema prints, from "root" on.
std::string TreeText(const Schema& schema);

// As it is if it may stand so in SQL, else in backticks.
std::string QuotedIfNeeded(std::string_view name);

}  // namespace sluice

#endif  // SLUICE_ENGINE_TYPES_TYPE_TEXT_H_
