#ifndef SLUICE_CONNECTORS_DATABASE_BATCH_RECORD_H_
#define SLUICE_CONNECTORS_DATABASE_BATCH_RECORD_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "connectors/database/sql_session.h"
#include "engine/source/batch_part.h"

namespace sluice {

// The record of parts of batches that are in a database, in its table sluice_parts; docs/design/023-outputs.md says
// what is in it and when it goes.
//
//   BeginPart -> the part's rows -> CommitPart
//
// Begins a transaction that records a part. False: the part is in the database, or somebody late writes it; there is no
// transaction then. Who else writes the same part now is waited for.
// FAILED_PRECONDITION: it is there with another number of rows, or other parts of the batch say that it has another
// number of partitions.
absl::StatusOr<bool> BeginPart(SqlSession& session, const BatchPart& part);

// UNAVAILABLE: nobody knows whether it is committed; BeginPart of another session says so.
absl::Status CommitPart(SqlSession& session, const BatchPart& part);

// After a statement of the user's. FAILED_PRECONDITION: it has ended the transaction of the part, which is no longer
// recorded then, although the rows that were written before may be there.
absl::Status CheckStillInPart(SqlSession& session, const BatchPart& part);

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_DATABASE_BATCH_RECORD_H_
