#ifndef SLUICE_CONNECTORS_DATABASE_OPEN_SESSION_H_
#define SLUICE_CONNECTORS_DATABASE_OPEN_SESSION_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "connectors/database/database_url.h"
#include "connectors/database/sql_session.h"

namespace sluice {

// A session of its own with the database, opened now. INVALID_ARGUMENT: the URL says something that cannot be done.
absl::StatusOr<std::unique_ptr<SqlSession>> OpenSession(const DatabaseUrl& url);

// Names of the URL's options that say nothing to us: most of those that drivers of Java know are about Java.
std::vector<std::string> OptionsPassedBy(const DatabaseUrl& url);

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_DATABASE_OPEN_SESSION_H_
