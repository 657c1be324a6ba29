#include "connectors/database/mariadb_session.h"

#include <mariadb/errmsg.h>
#include <mariadb/mysql.h>
#include <mariadb/mysqld_error.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

struct CloseConnection {
  void operator()(MYSQL* connection) const { mysql_close(connection); }
};
struct FreeResult {
  void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};
struct CloseStatement {
  void operator()(MYSQL_STMT* statement) const { mysql_stmt_close(statement); }
};
using Connection = std::unique_ptr<MYSQL, CloseConnection>;

absl::StatusCode CodeOf(unsigned error) {
  switch (error) {
    case ER_DUP_ENTRY: return absl::StatusCode::kAlreadyExists;
    case ER_NO_SUCH_TABLE: return absl::StatusCode::kNotFound;
    case ER_LOCK_WAIT_TIMEOUT:
    case ER_LOCK_DEADLOCK:
    case ER_CON_COUNT_ERROR:
    case ER_SERVER_SHUTDOWN:
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case CR_CONN_HOST_ERROR:
    case CR_CONNECTION_ERROR: return absl::StatusCode::kUnavailable;
    case ER_ACCESS_DENIED_ERROR:
    case ER_DBACCESS_DENIED_ERROR:
    case ER_TABLEACCESS_DENIED_ERROR: return absl::StatusCode::kPermissionDenied;
    default: return absl::StatusCode::kInvalidArgument;
  }
}

class MariaDbSession : public SqlSession {
 public:
  explicit MariaDbSession(Connection connection) : connection_(std::move(connection)) {}

  absl::StatusOr<std::vector<Row>> Query(const std::string& sql) override {
    SLUICE_RETURN_IF_ERROR(Run(sql));
    const std::unique_ptr<MYSQL_RES, FreeResult> result(mysql_store_result(connection_.get()));
    std::vector<Row> rows;
    if (result == nullptr)
      return mysql_errno(connection_.get()) == 0 ? absl::StatusOr<std::vector<Row>>(rows) : Error();
    const unsigned columns = mysql_num_fields(result.get());
    while (const MYSQL_ROW row = mysql_fetch_row(result.get())) {
      const unsigned long* const sizes = mysql_fetch_lengths(result.get());
      Row& added = rows.emplace_back(columns);
      for (unsigned i = 0; i < columns; ++i) {
        if (row[i] != nullptr) added[i] = std::string(row[i], sizes[i]);
      }
    }
    return rows;
  }

  absl::StatusOr<int64_t> Execute(const std::string& sql, const SqlCells& values) override {
    if (values.size() != 0) return ExecutePrepared(sql, values);
    SLUICE_RETURN_IF_ERROR(Query(sql).status());
    return ChangedRows(mysql_affected_rows(connection_.get()));
  }

  absl::Status Load(const SqlColumns& into, const SqlCells& rows) override {
    const std::string insert = StrCat("INSERT INTO ", into.table, " (", absl::StrJoin(into.columns, ", "), ") VALUES ");
    const size_t columns = into.columns.size();
    std::string sql = insert;
    for (size_t first = 0; first < rows.size(); first += columns) {
      if (sql.size() >= kStatementBytes) {
        SLUICE_RETURN_IF_ERROR(Annotate(Run(sql), "load rows into ", into.table));
        sql = insert;
      }
      AppendRow(rows, first, columns, sql.size() == insert.size(), sql);
    }
    return rows.size() == 0 ? absl::OkStatus() : Annotate(Run(sql), "load rows into ", into.table);
  }

  bool in_transaction() const override {
    unsigned status = 0;
    mariadb_get_infov(connection_.get(), MARIADB_CONNECTION_SERVER_STATUS, &status);
    return (status & SERVER_STATUS_IN_TRANS) != 0;
  }
  std::string TableOptions() const override { return " ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"; }

 private:
  // Servers take 16 MiB, some only 4 or 1; a row more goes on top.
  static constexpr size_t kStatementBytes = 512 << 10;

  static int64_t ChangedRows(my_ulonglong rows) {
    return rows == static_cast<my_ulonglong>(-1) ? 0 : static_cast<int64_t>(rows);  // -1: a SELECT.
  }

  absl::Status Error() const {
    return absl::Status(CodeOf(mysql_errno(connection_.get())), mysql_error(connection_.get()));
  }
  static absl::Status Error(MYSQL_STMT* statement) {
    return absl::Status(CodeOf(mysql_stmt_errno(statement)), mysql_stmt_error(statement));
  }

  absl::Status Run(const std::string& sql) {
    return mysql_real_query(connection_.get(), sql.data(), sql.size()) == 0 ? absl::OkStatus() : Error();
  }

  absl::StatusOr<int64_t> ExecutePrepared(const std::string& sql, const SqlCells& values) {
    const std::unique_ptr<MYSQL_STMT, CloseStatement> statement(mysql_stmt_init(connection_.get()));
    if (statement == nullptr || mysql_stmt_prepare(statement.get(), sql.data(), sql.size()) != 0) return Error();
    if (mysql_stmt_param_count(statement.get()) != values.size()) {
      return absl::InvalidArgumentError(StrCat("a statement has other parameters than values: parameters=",
                                               mysql_stmt_param_count(statement.get()), " values=", values.size()));
    }
    std::vector<MYSQL_BIND> binds(values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      const std::string_view text = values[i].value_or("");
      binds[i].buffer_type = values[i] ? MYSQL_TYPE_STRING : MYSQL_TYPE_NULL;
      binds[i].buffer = const_cast<char*>(text.data());
      binds[i].buffer_length = text.size();
    }
    if (mysql_stmt_bind_param(statement.get(), binds.data()) != 0) return Error(statement.get());
    if (mysql_stmt_execute(statement.get()) != 0) return Error(statement.get());
    return ChangedRows(mysql_stmt_affected_rows(statement.get()));
  }

  void AppendRow(const SqlCells& rows, size_t first, size_t columns, bool is_first_row, std::string& sql) {
    sql += is_first_row ? "(" : ",(";
    for (size_t cell = first; cell < first + columns; ++cell) {
      if (cell != first) sql += ',';
      AppendLiteral(rows[cell], sql);
    }
    sql += ')';
  }

  void AppendLiteral(std::optional<std::string_view> cell, std::string& sql) {
    if (!cell.has_value()) {
      sql += "NULL";
      return;
    }
    const size_t begin = sql.size();
    sql.resize(begin + 2 * cell->size() + 3);
    sql[begin] = '\'';
    const size_t written = mysql_real_escape_string(connection_.get(), &sql[begin + 1], cell->data(), cell->size());
    sql.resize(begin + 1 + written);
    sql += '\'';
  }

  const Connection connection_;
};

constexpr std::array kSocketNames = {"localSocket", "socket"};
constexpr std::array kTlsNames = {"sslMode",      "useSSL", "useSsl", "requireSSL", "verifyServerCertificate",
                                  "serverSslCert"};

std::string OptionOf(const DatabaseUrl& url, const char* name) {
  const auto found = url.options.find(name);
  return found == url.options.end() ? std::string() : found->second;
}

// How connections are protected: as far as the URL demands it.
void SetTls(const DatabaseUrl& url, MYSQL* connection) {
  std::string mode = absl::AsciiStrToLower(OptionOf(url, "sslMode"));
  std::replace(mode.begin(), mode.end(), '_', '-');
  auto is_true = [&](const char* name) { return absl::AsciiStrToLower(OptionOf(url, name)) == "true"; };
  const bool verifies = mode.starts_with("verify") || is_true("verifyServerCertificate");
  const bool enforces = verifies || mode == "required" || mode == "trust" || is_true("useSSL") || is_true("useSsl") ||
                        is_true("requireSSL");
  const my_bool enforce = enforces, verify = verifies;
  mysql_optionsv(connection, MYSQL_OPT_SSL_ENFORCE, &enforce);
  mysql_optionsv(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
  const std::string certificate = OptionOf(url, "serverSslCert");
  if (!certificate.empty()) mysql_optionsv(connection, MYSQL_OPT_SSL_CA, certificate.c_str());
}

std::string SocketOf(const DatabaseUrl& url) {
  for (const char* name : kSocketNames) {
    if (std::string path = OptionOf(url, name); !path.empty()) return path;
  }
  return "";
}

void SetOptions(const DatabaseUrl& url, MYSQL* connection) {
  auto seconds = [](absl::Duration duration) { return static_cast<unsigned>(absl::ToInt64Seconds(duration)); };
  const unsigned connect = seconds(kSqlConnectWait), answer = seconds(kSqlAnswerWait);
  mysql_optionsv(connection, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
  mysql_optionsv(connection, MYSQL_OPT_READ_TIMEOUT, &answer);
  mysql_optionsv(connection, MYSQL_OPT_WRITE_TIMEOUT, &answer);
  mysql_optionsv(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  // Else "localhost" is the socket of this machine.
  const mysql_protocol_type protocol = SocketOf(url).empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
  mysql_optionsv(connection, MYSQL_OPT_PROTOCOL, &protocol);
  SetTls(url, connection);
}

std::vector<std::string> SessionSettings() {
  auto seconds = [](absl::Duration duration) { return absl::ToInt64Seconds(duration); };
  return {StrCat("SET SESSION wait_timeout = ", seconds(kSqlIdleMax), ", innodb_lock_wait_timeout = ",
                 seconds(kSqlLockWait), ", sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')"),
          "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"};
}

}  // namespace

bool IsMariaDbOption(const std::string& name) {
  return std::find(kSocketNames.begin(), kSocketNames.end(), name) != kSocketNames.end() ||
         std::find(kTlsNames.begin(), kTlsNames.end(), name) != kTlsNames.end();
}

absl::StatusOr<std::unique_ptr<SqlSession>> OpenMariaDb(const DatabaseUrl& url) {
  Connection connection(mysql_init(nullptr));
  if (connection == nullptr) return absl::ResourceExhaustedError("no memory for a connection to MariaDB");
  SetOptions(url, connection.get());
  int port = 0;
  if (!absl::SimpleAtoi(url.ports, &port)) port = 3306;
  auto text = [](const std::string& value) { return value.empty() ? nullptr : value.c_str(); };
  const std::string socket = SocketOf(url), host = url.hosts.empty() ? "localhost" : url.hosts;
  if (mysql_real_connect(connection.get(), host.c_str(), text(url.user), text(url.password), text(url.database), port,
                         text(socket), 0) == nullptr) {
    return absl::Status(CodeOf(mysql_errno(connection.get())),
                        StrCat("cannot connect to MariaDB: ", mysql_error(connection.get())));
  }
  auto session = std::make_unique<MariaDbSession>(std::move(connection));
  for (const std::string& setting : SessionSettings()) SLUICE_RETURN_IF_ERROR(session->Query(setting).status());
  return session;
}

}  // namespace sluice
