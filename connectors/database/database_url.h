#ifndef SLUICE_CONNECTORS_DATABASE_DATABASE_URL_H_
#define SLUICE_CONNECTORS_DATABASE_DATABASE_URL_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sluice {

// Where a database is and who comes, as users write it:
//
//   postgresql://ann:secret@db1:5432/shop?sslmode=require       postgres://… is the same
//   mysql://ann:secret@db1:3306/shop                            mariadb://… is the same
//   jdbc:postgresql://db1/shop?user=ann&password=secret         jdbc:mysql://…, jdbc:mariadb://…
//
// %xx stands for a byte, as in all URLs.
struct DatabaseUrl {
  enum class Kind { kPostgres, kMariaDb };
  Kind kind = Kind::kPostgres;
  bool is_jdbc = false;
  // PostgreSQL may have several, "a,b" and "5432,5433": the first that answers. Empty: this machine's own.
  std::string hosts;
  std::string ports;
  std::string user;
  std::string password;
  std::string database;
  std::map<std::string, std::string> options;  // What is behind the '?', but for user and password.
};

// INVALID_ARGUMENT: it is none. No message has the password.
absl::StatusOr<DatabaseUrl> ParseDatabaseUrl(std::string_view url);

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_DATABASE_DATABASE_URL_H_
