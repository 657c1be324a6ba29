#ifndef SLUICE_API_OUTPUT_DATABASE_H_
#define SLUICE_API_OUTPUT_DATABASE_H_

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "connectors/database/sql_cells.h"
#include "engine/source/batch_part.h"

namespace sluice {

class SqlSession;

}  // namespace sluice

namespace sluice::internal {

void AddNumber(int64_t value, SqlCells& cells);
void AddNumber(uint64_t value, SqlCells& cells);
void AddNumber(double value, SqlCells& cells);

// Numbers, text, and either of them in an optional.
template <class T>
void AddCell(const T& value, SqlCells& cells) {
  if constexpr (std::convertible_to<const T&, std::string_view>) {
    cells.Add(value);
  } else if constexpr (std::same_as<T, bool>) {
    cells.Add(value ? "1" : "0");
  } else if constexpr (std::floating_point<T>) {
    AddNumber(double{value}, cells);
  } else if constexpr (std::signed_integral<T>) {
    AddNumber(int64_t{value}, cells);
  } else if constexpr (std::unsigned_integral<T>) {
    AddNumber(uint64_t{value}, cells);
  } else {
    value.has_value() ? AddCell(*value, cells) : cells.AddNull();
  }
}

}  // namespace sluice::internal

namespace sluice {

// A transaction of a database. Not thread-safe. Throws Error with the server's words.
class DatabaseTransaction {
 public:
  explicit DatabaseTransaction(const std::string& url);
  ~DatabaseTransaction();
  DatabaseTransaction(DatabaseTransaction&&) noexcept;

  // For saveOnce. The record is in the table sluice_parts, which is made if it is not there.
  bool begin(const BatchPart& part);
  void commit();

  // How many rows it has changed. Values take the places of the statement's parameters, $1 and so on in PostgreSQL, ?
  // in MySQL and MariaDB: numbers, text, or optionals of them, where nullopt is NULL. A statement that ends the
  // transaction is an error: COMMIT, or in MySQL and MariaDB CREATE TABLE and others.
  template <class... Values>
  int64_t execute(const std::string& sql, const Values&... values) {
    SqlCells cells;
    (internal::AddCell(values, cells), ...);
    return Execute(sql, cells);
  }

  // Adds rows to a table in the fastest way the server has, COPY in PostgreSQL: pairs or tuples with a value for each
  // column. Names are spelled as in SQL.
  template <class Rows>
  void load(const std::string& table, const std::vector<std::string>& columns, const Rows& rows) {
    SqlCells cells;
    for (const auto& row : rows) {
      CheckColumns(table, columns, std::tuple_size_v<std::remove_cvref_t<decltype(row)>>);
      std::apply([&](const auto&... values) { (internal::AddCell(values, cells), ...); }, row);
      if (cells.bytes() < kLoadBytes) continue;
      Load(table, columns, cells);
      cells.Clear();
    }
    if (cells.size() != 0) Load(table, columns, cells);
  }

 private:
  static constexpr size_t kLoadBytes = 4 << 20;

  int64_t Execute(const std::string& sql, const SqlCells& values);
  void Load(const std::string& table, const std::vector<std::string>& columns, const SqlCells& cells);
  static void CheckColumns(const std::string& table, const std::vector<std::string>& columns, size_t values);

  std::unique_ptr<SqlSession> session_;
  BatchPart part_;
};

// A PostgreSQL, MySQL or MariaDB database, by a URL as its clients write it: postgresql://ann:secret@db1/shop,
// mysql://…, mariadb://…, or those of Java, jdbc:postgresql://db1/shop?user=ann and so on. What it does not name libpq
// looks up as ever (PGPASSWORD, ~/.pgpass), on each machine.
struct Database {
  std::string url;

  // Throws Error if it cannot be reached.
  DatabaseTransaction connect() const { return DatabaseTransaction(url); }
  // On the driver: runs a statement by itself, as CREATE TABLE.
  void execute(const std::string& sql) const;
};

}  // namespace sluice

#endif  // SLUICE_API_OUTPUT_DATABASE_H_
