#include "api/output/database.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "api/core/error.h"
#include "common/base/str_cat.h"
#include "common/observe/logging.h"
#include "connectors/database/batch_record.h"
#include "connectors/database/open_session.h"

namespace sluice::internal {

void AddNumber(int64_t value, SqlCells& cells) { cells.Add(std::to_string(value)); }
void AddNumber(uint64_t value, SqlCells& cells) { cells.Add(std::to_string(value)); }
// Exactly, as all digits say it.
void AddNumber(double value, SqlCells& cells) { cells.Add(absl::StrFormat("%.17g", value)); }

}  // namespace sluice::internal

namespace sluice {
namespace {

using internal::ThrowIfError;
using internal::ValueOrThrow;

std::unique_ptr<SqlSession> Open(const std::string& url) {
  return ValueOrThrow(OpenSession(ValueOrThrow(ParseDatabaseUrl(url))));
}

// Once for a program, not for each task.
void WarnOfOptions(const std::string& url) {
  const std::vector<std::string> passed_by = OptionsPassedBy(ValueOrThrow(ParseDatabaseUrl(url)));
  if (passed_by.empty()) return;
  LogWarning("database", "options of the database's URL that do nothing here: ", absl::StrJoin(passed_by, ", "));
}

}  // namespace

DatabaseTransaction::DatabaseTransaction(const std::string& url) : session_(Open(url)) {}
DatabaseTransaction::~DatabaseTransaction() = default;
DatabaseTransaction::DatabaseTransaction(DatabaseTransaction&&) noexcept = default;

bool DatabaseTransaction::begin(const BatchPart& part) {
  part_ = part;
  return ValueOrThrow(BeginPart(*session_, part));
}

void DatabaseTransaction::commit() { ThrowIfError(CommitPart(*session_, part_)); }

int64_t DatabaseTransaction::Execute(const std::string& sql, const SqlCells& values) {
  const int64_t changed = ValueOrThrow(session_->Execute(sql, values));
  ThrowIfError(CheckStillInPart(*session_, part_));
  return changed;
}

void DatabaseTransaction::Load(const std::string& table, const std::vector<std::string>& columns,
                               const SqlCells& cells) {
  ThrowIfError(session_->Load({table, columns}, cells));
}

void DatabaseTransaction::CheckColumns(const std::string& table, const std::vector<std::string>& columns,
                                       size_t values) {
  if (columns.size() == values) return;
  throw Error(absl::InvalidArgumentError(StrCat("rows of ", table,
                                                " have another number of values than columns were "
                                                "named: values=",
                                                values, " columns=", columns.size())));
}

void Database::execute(const std::string& sql) const {
  WarnOfOptions(url);
  (void)ValueOrThrow(Open(url)->Execute(sql, {}));
}

}  // namespace sluice
