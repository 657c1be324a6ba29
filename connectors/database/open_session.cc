#include "connectors/database/open_session.h"

#include "connectors/database/mariadb_session.h"
#include "connectors/database/postgres_session.h"

namespace sluice {
namespace {

bool IsPostgres(const DatabaseUrl& url) { return url.kind == DatabaseUrl::Kind::kPostgres; }

}  // namespace

absl::StatusOr<std::unique_ptr<SqlSession>> OpenSession(const DatabaseUrl& url) {
  return IsPostgres(url) ? OpenPostgres(url) : OpenMariaDb(url);
}

std::vector<std::string> OptionsPassedBy(const DatabaseUrl& url) {
  std::vector<std::string> passed_by;
  for (const auto& [name, value] : url.options) {
    const bool is_known = IsPostgres(url) ? IsPostgresOption(name) : IsMariaDbOption(name);
    if (!is_known) passed_by.push_back(name);
  }
  return passed_by;
}

}  // namespace sluice
