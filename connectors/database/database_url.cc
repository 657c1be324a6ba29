#include "connectors/database/database_url.h"

#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

using Kind = DatabaseUrl::Kind;

std::optional<Kind> KindOf(std::string_view scheme) {
  if (scheme == "postgresql" || scheme == "postgres") return Kind::kPostgres;
  if (scheme == "mysql" || scheme == "mariadb") return Kind::kMariaDb;
  return std::nullopt;
}

// What is before the first `end`, which goes too; all that is left if there is none.
std::string_view TakeUntil(std::string_view& text, std::string_view end) {
  const size_t at = text.find(end);
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at == text.npos ? text.size() : at + end.size());
  return taken;
}

int DigitOf(char c) {
  if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return -1;
  return absl::ascii_isdigit(static_cast<unsigned char>(c)) ? c - '0' : absl::ascii_tolower(c) - 'a' + 10;
}

std::string Decoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_byte =
        text[i] == '%' && i + 2 < text.size() && DigitOf(text[i + 1]) >= 0 && DigitOf(text[i + 2]) >= 0;
    if (is_byte) decoded += static_cast<char>(DigitOf(text[i + 1]) * 16 + DigitOf(text[i + 2]));
    if (!is_byte) decoded += text[i];
    if (is_byte) i += 2;
  }
  return decoded;
}

// "ann:secret@" in front of the hosts.
void TakeUser(std::string_view& authority, DatabaseUrl& url) {
  const size_t at = authority.rfind('@');
  if (at == authority.npos) return;
  std::string_view user = authority.substr(0, at);
  authority.remove_prefix(at + 1);
  url.user = Decoded(TakeUntil(user, ":"));
  url.password = Decoded(user);
}

bool IsPort(std::string_view text) {
  if (text.empty() || text.size() > 5) return false;
  int port = 0;
  for (char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
    port = port * 10 + (c - '0');
  }
  return port > 0 && port < 65536;
}

// "a:1,[::1]:2"
absl::Status AddHosts(std::string_view authority, DatabaseUrl& url) {
  for (bool is_first = true; !authority.empty(); is_first = false) {
    std::string_view one = TakeUntil(authority, ",");
    std::string_view host;
    if (one.starts_with('[')) {
      one.remove_prefix(1);
      host = TakeUntil(one, "]");
      TakeUntil(one, ":");
    } else {
      host = TakeUntil(one, ":");
    }
    if (host.find_first_of("()=") != host.npos) {
      return absl::InvalidArgumentError(StrCat("hosts are written as host:port: ", host));
    }
    if (!one.empty() && !IsPort(one)) return absl::InvalidArgumentError(StrCat("it has no such port: ", one));
    url.hosts += StrCat(is_first ? "" : ",", Decoded(host));
    url.ports += StrCat(is_first ? "" : ",", one);
  }
  if (url.kind == Kind::kMariaDb && url.hosts.find(',') != url.hosts.npos) {
    return absl::InvalidArgumentError(StrCat("one host can be given for MySQL and MariaDB: ", url.hosts));
  }
  return absl::OkStatus();
}

void AddOptions(std::string_view query, DatabaseUrl& url) {
  while (!query.empty()) {
    std::string_view option = TakeUntil(query, "&");
    const std::string name = Decoded(TakeUntil(option, "="));
    std::string value = Decoded(option);
    if (name == "user") {
      url.user = std::move(value);
    } else if (name == "password") {
      url.password = std::move(value);
    } else if (!name.empty()) {
      url.options[name] = std::move(value);
    }
  }
}

}  // namespace

absl::StatusOr<DatabaseUrl> ParseDatabaseUrl(std::string_view text) {
  DatabaseUrl url;
  constexpr std::string_view kJdbc = "jdbc:";
  url.is_jdbc = text.starts_with(kJdbc);
  if (url.is_jdbc) text.remove_prefix(kJdbc.size());
  const std::string_view scheme = TakeUntil(text, ":");
  const std::optional<Kind> kind = KindOf(scheme);
  if (!kind.has_value()) {
    return absl::InvalidArgumentError(
        "a database's URL begins with postgresql://, mysql:// or mariadb://, also behind jdbc:");
  }
  url.kind = *kind;
  std::string_view place = TakeUntil(text, "?");
  AddOptions(TakeUntil(text, "#"), url);
  const bool has_hosts = place.starts_with("//");
  if (has_hosts) {
    place.remove_prefix(2);
    std::string_view authority = TakeUntil(place, "/");
    std::string_view hosts = authority;
    TakeUser(hosts, url);
    SLUICE_RETURN_IF_ERROR(Annotate(AddHosts(hosts, url), "a database's URL"));
  } else if (place.starts_with('/')) {
    place.remove_prefix(1);  // jdbc:postgresql:/
  }
  url.database = Decoded(place);
  return url;
}

}  // namespace sluice
