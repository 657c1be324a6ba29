#ifndef SLUICE_ENGINE_SOURCE_COUNT_ROWS_H_
#define SLUICE_ENGINE_SOURCE_COUNT_ROWS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/str_cat.h"
#include "common/codec/codec.h"

namespace sluice {

// How many rows of T these bytes are. INVALID_ARGUMENT: they are no whole rows.
template <class T>
absl::StatusOr<int64_t> CountRows(std::string_view encoded) {
  int64_t rows = 0;
  for (Reader in(encoded); !in.AtEnd(); ++rows) {
    T row{};
    if (DecodeFrom(in, row)) continue;
    return absl::InvalidArgumentError(
        StrCat("these bytes are no rows as EncodeTo writes them: bytes=", encoded.size(), " whole rows=", rows));
  }
  return rows;
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_COUNT_ROWS_H_
