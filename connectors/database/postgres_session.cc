#include "connectors/database/postgres_session.h"

#include <poll.h>
#include <postgresql/libpq-fe.h>

#include <cstdlib>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/clock/clock.h"

namespace sluice {
namespace {

struct FreeConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct FreeResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Connection = std::unique_ptr<PGconn, FreeConnection>;
using Result = std::unique_ptr<PGresult, FreeResult>;

std::string Words(const char* message) {
  return std::string(absl::StripTrailingAsciiWhitespace(absl::string_view(message)));
}

absl::StatusCode CodeOf(std::string_view state) {
  if (state == "23505") return absl::StatusCode::kAlreadyExists;
  if (state == "42P01") return absl::StatusCode::kNotFound;
  if (state == "55P03" || state == "57014") return absl::StatusCode::kUnavailable;  // Locks, time.
  if (state == "42501" || state.starts_with("28")) return absl::StatusCode::kPermissionDenied;
  for (const char* passing : {"08", "25P03", "40", "53", "57P"}) {
    if (state.starts_with(passing)) return absl::StatusCode::kUnavailable;
  }
  return absl::StatusCode::kInvalidArgument;
}

// As COPY reads it.
void AppendCopyText(std::string_view cell, std::string& text) {
  for (char c : cell) {
    switch (c) {
      case '\\': text += "\\\\"; break;
      case '\t': text += "\\t"; break;
      case '\n': text += "\\n"; break;
      case '\r': text += "\\r"; break;
      default: text += c;
    }
  }
}

std::string CopyText(const SqlCells& rows, size_t columns) {
  std::string text;
  text.reserve(rows.bytes() + rows.size());
  for (size_t cell = 0; cell < rows.size(); ++cell) {
    if (const auto value = rows[cell]) {
      AppendCopyText(*value, text);
    } else {
      text += "\\N";
    }
    text += (cell + 1) % columns == 0 ? '\n' : '\t';
  }
  return text;
}

class PostgresSession : public SqlSession {
 public:
  explicit PostgresSession(Connection connection) : connection_(std::move(connection)) {
    PQsetnonblocking(connection_.get(), 1);
  }

  absl::StatusOr<std::vector<Row>> Query(const std::string& sql) override {
    SLUICE_ASSIGN_OR_RETURN(const Result result, Run(sql, {}));
    std::vector<Row> rows(PQntuples(result.get()), Row(PQnfields(result.get())));
    for (size_t row = 0; row < rows.size(); ++row) {
      for (size_t column = 0; column < rows[row].size(); ++column) {
        if (PQgetisnull(result.get(), row, column)) continue;
        rows[row][column] = PQgetvalue(result.get(), row, column);
      }
    }
    return rows;
  }

  absl::StatusOr<int64_t> Execute(const std::string& sql, const SqlCells& values) override {
    SLUICE_ASSIGN_OR_RETURN(const Result result, Run(sql, values));
    int64_t changed = 0;
    return absl::SimpleAtoi(PQcmdTuples(result.get()), &changed) ? changed : 0;
  }

  absl::Status Load(const SqlColumns& into, const SqlCells& rows) override {
    const std::string sql = StrCat("COPY ", into.table, " (", absl::StrJoin(into.columns, ", "), ") FROM STDIN");
    SLUICE_RETURN_IF_ERROR(Run(sql, {}).status());
    const std::string text = CopyText(rows, into.columns.size());
    SLUICE_RETURN_IF_ERROR(Put([&] { return PQputCopyData(connection_.get(), text.data(), text.size()); }));
    SLUICE_RETURN_IF_ERROR(Put([&] { return PQputCopyEnd(connection_.get(), nullptr); }));
    return Annotate(LastResult().status(), "load rows into ", into.table);
  }

  bool in_transaction() const override {
    const PGTransactionStatusType status = PQtransactionStatus(connection_.get());
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
  }
  std::string TableOptions() const override { return ""; }

 private:
  absl::StatusOr<Result> Run(const std::string& sql, const SqlCells& values) {
    std::vector<std::string> texts;
    std::vector<const char*> pointers;
    for (size_t i = 0; i < values.size(); ++i) {
      texts.emplace_back(values[i].value_or(""));
      if (texts.back().find('\0') != std::string::npos) {
        return absl::InvalidArgumentError(StrCat("a text of PostgreSQL cannot have a zero byte: parameter $", i + 1));
      }
    }
    for (size_t i = 0; i < values.size(); ++i) pointers.push_back(values[i] ? texts[i].c_str() : nullptr);
    deadline_ = SystemClock().Now() + kSqlAnswerWait;
    const int sent = PQsendQueryParams(connection_.get(), sql.c_str(), static_cast<int>(pointers.size()), nullptr,
                                       pointers.data(), nullptr, nullptr, 0);
    if (sent == 0) return Lost();
    return LastResult();
  }

  // Of a statement, or of the end of a COPY. That of its beginning is the only one there is then.
  absl::StatusOr<Result> LastResult() {
    Result last;
    absl::Status first_error;
    while (true) {
      SLUICE_RETURN_IF_ERROR(WaitForAnswer());
      Result next(PQgetResult(connection_.get()));
      if (next == nullptr) break;
      first_error.Update(StatusOf(*next));
      last = std::move(next);
      if (PQresultStatus(last.get()) == PGRES_COPY_IN) break;
    }
    SLUICE_RETURN_IF_ERROR(first_error);
    if (last == nullptr) return Lost();
    return last;
  }

  absl::Status StatusOf(const PGresult& result) {
    if (PQresultStatus(&result) != PGRES_FATAL_ERROR && PQresultStatus(&result) != PGRES_BAD_RESPONSE) {
      return absl::OkStatus();
    }
    const char* const state = PQresultErrorField(&result, PG_DIAG_SQLSTATE);
    if (state == nullptr) return Lost();
    return absl::Status(CodeOf(state), ToAbsl(Words(PQresultErrorMessage(&result))));
  }

  absl::Status Lost() const {
    return absl::UnavailableError(
        StrCat("the connection to PostgreSQL is lost: ", Words(PQerrorMessage(connection_.get()))));
  }

  // `put` gives 0 as long as there is no room.
  template <class PutFunction>
  absl::Status Put(PutFunction put) {
    int result = 0;
    while ((result = put()) == 0) SLUICE_RETURN_IF_ERROR(WaitForSocket(POLLIN | POLLOUT));
    return result < 0 ? Lost() : absl::OkStatus();
  }

  absl::Status WaitForAnswer() {
    int left = 0;
    while ((left = PQflush(connection_.get())) == 1) SLUICE_RETURN_IF_ERROR(WaitForSocket(POLLIN | POLLOUT));
    if (left < 0) return Lost();
    while (PQisBusy(connection_.get())) SLUICE_RETURN_IF_ERROR(WaitForSocket(POLLIN));
    return absl::OkStatus();
  }

  absl::Status WaitForSocket(short events) {
    pollfd socket{.fd = PQsocket(connection_.get()), .events = events};
    const int64_t left = absl::ToInt64Milliseconds(deadline_ - SystemClock().Now());
    if (left <= 0) {
      return absl::DeadlineExceededError(StrCat("no answer of PostgreSQL for ", absl::FormatDuration(kSqlAnswerWait)));
    }
    if (poll(&socket, 1, static_cast<int>(left)) < 0 && errno != EINTR) return Lost();
    if ((socket.revents & (POLLIN | POLLERR | POLLHUP)) != 0 && !PQconsumeInput(connection_.get())) return Lost();
    return absl::OkStatus();
  }

  const Connection connection_;
  absl::Time deadline_;
};

// Names that the driver of Java has for what libpq calls otherwise.
const std::map<std::string, std::string>& NamesOfJava() {
  static const auto* const names = new std::map<std::string, std::string>{
      {"ApplicationName", "application_name"}, {"connectTimeout", "connect_timeout"}, {"sslrootCert", "sslrootcert"}};
  return *names;
}

bool LibpqKnows(const std::string& name) {
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> all(PQconndefaults(), &PQconninfoFree);
  for (const PQconninfoOption* option = all.get(); option != nullptr && option->keyword != nullptr; ++option) {
    if (name == option->keyword) return true;
  }
  return false;
}

// What libpq is told; it looks at PGPASSWORD, ~/.pgpass and so on for what is missing.
std::map<std::string, std::string> ParametersOf(const DatabaseUrl& url) {
  std::map<std::string, std::string> parameters = {{"host", url.hosts},
                                                   {"port", url.ports},
                                                   {"user", url.user},
                                                   {"password", url.password},
                                                   {"dbname", url.database}};
  parameters["connect_timeout"] = StrCat(absl::ToInt64Seconds(kSqlConnectWait));
  parameters["fallback_application_name"] = "sluice";
  parameters["client_encoding"] = "UTF8";
  for (const auto& [name, value] : url.options) {
    const auto java = NamesOfJava().find(name);
    const std::string known = java == NamesOfJava().end() ? name : java->second;
    if (LibpqKnows(known)) parameters[known] = value;
    if (name == "ssl" && value != "false") parameters.emplace("sslmode", "verify-full");  // As the driver of Java.
    if (name == "currentSchema") parameters["options"] += StrCat(" -csearch_path=", value);
  }
  std::erase_if(parameters, [](const auto& entry) { return entry.second.empty(); });
  return parameters;
}

// A server ends what stands still, also the half of a connection whose client's machine is gone.
std::string SessionSettings() {
  auto millis = [](absl::Duration duration) { return absl::ToInt64Milliseconds(duration); };
  return StrCat("SELECT set_config('idle_in_transaction_session_timeout', '", millis(kSqlIdleMax),
                "', false), set_config('lock_timeout', '", millis(kSqlLockWait), "', false), ",
                "set_config('statement_timeout', '", millis(kSqlAnswerWait), "', false), ",
                "set_config('tcp_keepalives_idle', '20', false), set_config('tcp_keepalives_interval', '10', false), ",
                "set_config('tcp_keepalives_count', '3', false), ",
                "set_config('default_transaction_isolation', 'read committed', false)");
}

}  // namespace

bool IsPostgresOption(const std::string& name) {
  return name == "ssl" || name == "currentSchema" || NamesOfJava().contains(name) || LibpqKnows(name);
}

absl::StatusOr<std::unique_ptr<SqlSession>> OpenPostgres(const DatabaseUrl& url) {
  const std::map<std::string, std::string> parameters = ParametersOf(url);
  std::vector<const char*> names, values;
  for (const auto& [name, value] : parameters) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  Connection connection(PQconnectdbParams(names.data(), values.data(), /*expand_dbname=*/0));
  if (connection == nullptr) return absl::ResourceExhaustedError("no memory for a connection to PostgreSQL");
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    return absl::UnavailableError(StrCat("cannot connect to PostgreSQL: ", Words(PQerrorMessage(connection.get()))));
  }
  PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);  // It would write them to stderr.
  auto session = std::make_unique<PostgresSession>(std::move(connection));
  SLUICE_RETURN_IF_ERROR(session->Query(SessionSettings()).status());
  return session;
}

}  // namespace sluice
