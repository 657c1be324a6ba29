#ifndef SLUICE_CONNECTORS_DATABASE_POSTGRES_SESSION_H_
#define SLUICE_CONNECTORS_DATABASE_POSTGRES_SESSION_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "connectors/database/database_url.h"
#include "connectors/database/sql_session.h"

namespace sluice {

// PostgreSQL by libpq. Parameters are $1, $2; Load is COPY.
absl::StatusOr<std::unique_ptr<SqlSession>> OpenPostgres(const DatabaseUrl& url);
// What libpq knows, and what the driver of Java has other names for.
bool IsPostgresOption(const std::string& name);

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_DATABASE_POSTGRES_SESSION_H_
