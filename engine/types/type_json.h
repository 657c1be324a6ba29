#ifndef SLUICE_ENGINE_TYPES_TYPE_JSON_H_
#define SLUICE_ENGINE_TYPES_TYPE_JSON_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/types/data_type.h"

namespace sluice {

// A type as Spark keeps it in files:
// {"type":"struct","fields":[{"name":"a","type":"integer","nullable":true,"metadata":{}}]}.
std::string JsonText(const DataType& type);
// Keys may come in any order. INVALID_ARGUMENT names what is no type: a user's own (udt), a name that is not known,
// a key that is missing, types that are in one another more than kTypeDepthMax deep.
absl::StatusOr<DataType> ParseJsonType(std::string_view text);

}  // namespace sluice

#endif  // SLUICE_ENGINE_TYPES_TYPE_JSON_H_
