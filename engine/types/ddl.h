#ifndef SLUICE_ENGINE_TYPES_DDL_H_
#define SLUICE_ENGINE_TYPES_DDL_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "engine/types/data_type.h"

namespace sluice {

// Types may be in one another so deep.
inline constexpr int kTypeDepthMax = 256;

// A type in SQL: "ARRAY<STRUCT<a: INT NOT NULL, b STRING>>". Keywords in any case; names in backticks may have any
// characters. INVALID_ARGUMENT, with Spark's condition and the place in the text: it is none.
absl::StatusOr<DataType> ParseType(std::string_view text);
// Columns: "a INT, b STRING NOT NULL COMMENT 'x'"; a colon may stand between name and type.
absl::StatusOr<Schema> ParseSchema(std::string_view text);

}  // namespace sluice

#endif  // SLUICE_ENGINE_TYPES_DDL_H_
