#ifndef SLUICE_CONNECTORS_DATABASE_SQL_SESSION_H_
#define SLUICE_CONNECTORS_DATABASE_SQL_SESSION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "connectors/database/sql_cells.h"

namespace sluice {

// After so long without a statement a server ends a transaction, so that one whose client stands still or is gone is in
// nobody's way; who waits for what it has locked gives up after kSqlLockWait, and for an answer after kSqlAnswerWait.
inline constexpr absl::Duration kSqlConnectWait = absl::Seconds(10);
inline constexpr absl::Duration kSqlIdleMax = absl::Seconds(60);
inline constexpr absl::Duration kSqlLockWait = absl::Seconds(90);
inline constexpr absl::Duration kSqlAnswerWait = absl::Minutes(10);

// A table's columns, spelled as in SQL.
struct SqlColumns {
  std::string table;
  std::vector<std::string> columns;
};

// A connection to a database. Other sessions' rows are seen as they are committed (READ COMMITTED). What is not
// committed when it is destroyed is undone. Not thread-safe.
// ALREADY_EXISTS: such a key is there. NOT_FOUND: no such table. UNAVAILABLE: the connection or its locks are lost, try
// again. DEADLINE_EXCEEDED: no answer. PERMISSION_DENIED; INVALID_ARGUMENT: anything else, in the server's words.
class SqlSession {
 public:
  virtual ~SqlSession() = default;

  // The rows that a statement gives. A text may be NULL.
  using Row = std::vector<std::optional<std::string>>;
  virtual absl::StatusOr<std::vector<Row>> Query(const std::string& sql) = 0;
  // How many rows it has changed. `values` take the places of its parameters, as the server spells those.
  virtual absl::StatusOr<int64_t> Execute(const std::string& sql, const SqlCells& values) = 0;
  // Adds rows to a table in the fastest way; all of them, or none and an error. REQUIRES: whole rows.
  virtual absl::Status Load(const SqlColumns& into, const SqlCells& rows) = 0;

  virtual bool in_transaction() const = 0;
  // What stands behind a CREATE TABLE, so that texts are equal if their bytes are, and transactions hold the rows.
  virtual std::string TableOptions() const = 0;
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_DATABASE_SQL_SESSION_H_
