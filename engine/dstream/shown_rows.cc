#include "engine/dstream/shown_rows.h"

namespace sluice {

int64_t BytesOf(const ShownRow& row) {
  int64_t bytes = sizeof(row);
  for (const ShownValue& value : row) {
    const auto* text = std::get_if<std::string>(&value);
    bytes += sizeof(value) + (text != nullptr ? text->size() : 0);
  }
  return bytes;
}

int64_t BytesOf(const ShownRows& shown) {
  int64_t bytes = sizeof(shown) + shown.dashboard.size();
  for (const std::string& column : shown.columns) bytes += sizeof(column) + column.size();
  for (const ShownRow& row : shown.rows) bytes += BytesOf(row);
  return bytes;
}

}  // namespace sluice
