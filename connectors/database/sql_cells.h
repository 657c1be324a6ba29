#ifndef SLUICE_CONNECTORS_DATABASE_SQL_CELLS_H_
#define SLUICE_CONNECTORS_DATABASE_SQL_CELLS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

// What is in the columns of rows, one cell after the other, as text that the database reads as what its column is.
// Nullopt: NULL.
class SqlCells {
 public:
  void Add(std::string_view text) {
    text_ += text;
    cells_.push_back({text_.size(), false});
  }
  void AddNull() { cells_.push_back({text_.size(), true}); }
  void Clear() {
    text_.clear();
    cells_.clear();
  }

  size_t size() const { return cells_.size(); }
  size_t bytes() const { return text_.size() + cells_.size(); }
  std::optional<std::string_view> operator[](size_t cell) const {
    if (cells_[cell].is_null) return std::nullopt;
    const size_t begin = cell == 0 ? 0 : cells_[cell - 1].end;
    return std::string_view(text_).substr(begin, cells_[cell].end - begin);
  }

 private:
  struct Cell {
    size_t end;
    bool is_null;
  };
  std::string text_;
  std::vector<Cell> cells_;
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_DATABASE_SQL_CELLS_H_
