#include "connectors/database/batch_record.h"

#include <optional>

#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/settings/scheduling.h"

namespace sluice {
namespace {

// Names are of letters, digits, - and _, so they need no escapes.
constexpr char kCreateTable[] =
    "CREATE TABLE sluice_parts (program VARCHAR(64) NOT NULL, output VARCHAR(200) NOT NULL, batch BIGINT NOT NULL, "
    "part INTEGER NOT NULL, parts INTEGER NOT NULL, row_count BIGINT NOT NULL, done_until BIGINT NOT NULL, "
    "written TIMESTAMP DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (program, output, batch, part))";

std::string OfOutput(const BatchPart& part) {
  return StrCat(" FROM sluice_parts WHERE program = '", part.program, "' AND output = '", part.output, "'");
}

std::string OfPart(const BatchPart& part) {
  return StrCat(OfOutput(part), " AND batch = ", part.batch, " AND part = ", part.partition);
}

std::string InsertOf(const BatchPart& part) {
  return StrCat("INSERT INTO sluice_parts (program, output, batch, part, parts, row_count, done_until) VALUES ('",
                part.program, "', '", part.output, "', ", part.batch, ", ", part.partition, ", ", part.partitions, ", ",
                part.rows, ", ", part.done_until, ")");
}

std::string NameOf(const BatchPart& part) {
  return StrCat("part ", part.partition, " of batch ", part.batch, " ms of output ", part.output);
}

absl::Status Do(SqlSession& session, const std::string& sql) { return session.Execute(sql, {}).status(); }

std::optional<int64_t> NumberIn(const SqlSession::Row& row, size_t column) {
  int64_t number = 0;
  if (column >= row.size() || !row[column] || !absl::SimpleAtoi(*row[column], &number)) return std::nullopt;
  return number;
}

absl::Status OtherNumber(const BatchPart& part, const char* of, int64_t then, int64_t now) {
  return absl::FailedPreconditionError(
      StrCat(NameOf(part), " is not what it was when the batch ran before: ", of, " then=", then, " now=", now,
             "; give the operations that make it a number of partitions, or set ", settings::kDefaultParallelism.key,
             ", so that a "
             "batch that runs again has the same rows in the same partitions"));
}

// It is there, or was a moment ago.
absl::StatusOr<bool> CompareWithRecord(SqlSession& session, const BatchPart& part) {
  SLUICE_RETURN_IF_ERROR(Do(session, "ROLLBACK"));
  SLUICE_ASSIGN_OR_RETURN(const auto found, session.Query(StrCat("SELECT parts, row_count", OfPart(part))));
  if (found.empty()) return false;  // Forgotten: a later batch says that this one is done.
  const int64_t parts = NumberIn(found[0], 0).value_or(-1), rows = NumberIn(found[0], 1).value_or(-1);
  if (parts != part.partitions) return OtherNumber(part, "partitions", parts, part.partitions);
  if (rows != part.rows) return OtherNumber(part, "rows", rows, part.rows);
  return false;
}

// Looked at behind the insert: who forgets a batch says in the same transaction that it is done.
absl::StatusOr<bool> IsForgotten(SqlSession& session, const BatchPart& part) {
  SLUICE_ASSIGN_OR_RETURN(const auto found, session.Query(StrCat("SELECT MAX(done_until)", OfOutput(part))));
  return !found.empty() && NumberIn(found[0], 0).value_or(part.done_until) >= part.batch;
}

absl::Status CheckPartitions(SqlSession& session, const BatchPart& part) {
  SLUICE_ASSIGN_OR_RETURN(const auto found, session.Query(StrCat("SELECT parts", OfOutput(part), " AND batch = ",
                                                                 part.batch, " AND parts <> ", part.partitions)));
  if (found.empty()) return absl::OkStatus();
  return OtherNumber(part, "partitions", NumberIn(found[0], 0).value_or(-1), part.partitions);
}

absl::Status ForgetDone(SqlSession& session, const BatchPart& part) {
  if (part.partition != 0) return absl::OkStatus();  // One does it for all.
  return Do(session, StrCat("DELETE", OfOutput(part), " AND batch <= ", part.done_until));
}

absl::StatusOr<bool> Record(SqlSession& session, const BatchPart& part) {
  SLUICE_RETURN_IF_ERROR(Do(session, "BEGIN"));
  const absl::Status inserted = Do(session, InsertOf(part));
  if (absl::IsAlreadyExists(inserted)) return CompareWithRecord(session, part);
  SLUICE_RETURN_IF_ERROR(inserted);
  SLUICE_ASSIGN_OR_RETURN(const bool is_forgotten, IsForgotten(session, part));
  if (is_forgotten) {
    SLUICE_RETURN_IF_ERROR(Do(session, "ROLLBACK"));
    return false;
  }
  SLUICE_RETURN_IF_ERROR(CheckPartitions(session, part));
  SLUICE_RETURN_IF_ERROR(ForgetDone(session, part));
  return true;
}

}  // namespace

absl::StatusOr<bool> BeginPart(SqlSession& session, const BatchPart& part) {
  absl::StatusOr<bool> begun = Record(session, part);
  if (absl::IsNotFound(begun.status())) {
    SLUICE_RETURN_IF_ERROR(Do(session, "ROLLBACK"));
    // Others may make it at the same time; what is wrong then, the second try says.
    const absl::Status made = Do(session, StrCat(kCreateTable, session.TableOptions()));
    begun = Record(session, part);
    if (absl::IsNotFound(begun.status())) begun = Annotate(made, "make the table sluice_parts");
  }
  if (!begun.ok()) return Annotate(begun.status(), "record ", NameOf(part));
  return begun;
}

absl::Status CheckStillInPart(SqlSession& session, const BatchPart& part) {
  if (session.in_transaction()) return absl::OkStatus();
  const absl::Status removed = Do(session, StrCat("DELETE", OfPart(part)));
  return absl::FailedPreconditionError(
      StrCat("a statement has ended the transaction of ", NameOf(part),
             ", as COMMIT does, and in MySQL and MariaDB CREATE TABLE and others: what was written before it may be in "
             "the database, and will be there twice when the batch runs again; make tables before the stream starts",
             removed.ok() ? "" : StrCat("; and it is still recorded: ", removed.message())));
}

absl::Status CommitPart(SqlSession& session, const BatchPart& part) {
  SLUICE_RETURN_IF_ERROR(CheckStillInPart(session, part));
  return Annotate(Do(session, "COMMIT"), "commit ", NameOf(part));
}

}  // namespace sluice
