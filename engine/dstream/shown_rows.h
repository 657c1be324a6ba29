#ifndef SLUICE_ENGINE_DSTREAM_SHOWN_ROWS_H_
#define SLUICE_ENGINE_DSTREAM_SHOWN_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/base/ids.h"

namespace sluice {

// A number stays one, so that it can be drawn; all else is text.
using ShownValue = std::variant<int64_t, double, std::string>;
using ShownRow = std::vector<ShownValue>;

// The first rows of one batch as a dashboard shows them, whoever computed them: a stream's output, or a table.
struct ShownRows {
  std::string dashboard;  // Its name, by which the application knows it.
  BatchTime batch;
  std::vector<std::string> columns;
  std::vector<ShownRow> rows;  // Each has a value for each column.
  bool are_all = true;
};

// What may be shown of a batch: whoever fills ShownRows keeps to it.
inline constexpr int kShownRowsMax = 100;
inline constexpr size_t kShownTextMax = 200;  // Bytes of a text; what is behind them is left out.
// A batch has so many, as BytesOf counts.
inline constexpr int64_t kShownBytesMax = 64 << 10;
// A program has so many dashboards.
inline constexpr size_t kDashboardsMax = 16;

// About what they take in memory.
int64_t BytesOf(const ShownRow& row);
int64_t BytesOf(const ShownRows& shown);

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_SHOWN_ROWS_H_
