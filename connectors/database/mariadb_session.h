#ifndef SLUICE_CONNECTORS_DATABASE_MARIADB_SESSION_H_
#define SLUICE_CONNECTORS_DATABASE_MARIADB_SESSION_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "connectors/database/database_url.h"
#include "connectors/database/sql_session.h"

namespace sluice {

// MariaDB and MySQL by libmariadb. Parameters are ?; Load is an INSERT of many rows.
absl::StatusOr<std::unique_ptr<SqlSession>> OpenMariaDb(const DatabaseUrl& url);
// What the drivers of Java call so, and we know what to do with.
bool IsMariaDbOption(const std::string& name);

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_DATABASE_MARIADB_SESSION_H_
