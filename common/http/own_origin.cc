#include "common/http/own_origin.h"

#include <arpa/inet.h>
#include <limits.h>
#include <unistd.h>

#include <optional>

#include "absl/strings/match.h"
#include "common/base/address.h"
#include "common/base/printable.h"
#include "common/base/status.h"

namespace sluice {
namespace {

std::optional<std::string> HeaderOf(const HttpRequest& request, const std::string& name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::nullopt : std::optional(found->second);
}

// "h:80", "h" and "[::1]:80" without the port and the brackets.
std::string NameIn(const std::string& host) {
  const auto address = ParseAddress(host);
  const std::string name = address.ok() ? address->host : host;
  return name.starts_with('[') && name.ends_with(']') ? name.substr(1, name.size() - 2) : name;
}

bool IsNumber(const std::string& name) {
  in6_addr number;
  return inet_pton(AF_INET, name.c_str(), &number) == 1 || inet_pton(AF_INET6, name.c_str(), &number) == 1;
}

std::string ThisMachine() {
  char name[HOST_NAME_MAX + 1] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

// Whoever owns a name could let it point here; nobody else owns these.
bool IsOurs(const std::string& name, const std::string& address) {
  const std::string machine = ThisMachine();
  const std::string first_part = machine.substr(0, machine.find('.'));
  return IsNumber(name) || absl::EqualsIgnoreCase(name, "localhost") || absl::EqualsIgnoreCase(name, NameIn(address)) ||
         (!name.empty() && (absl::EqualsIgnoreCase(name, machine) || absl::EqualsIgnoreCase(name, first_part)));
}

}  // namespace

absl::Status CheckOwnOrigin(const HttpRequest& request, const std::string& address) {
  const std::string host = HeaderOf(request, "host").value_or("");
  if (!IsOurs(NameIn(host), address)) {
    return absl::PermissionDeniedError(StrCat("Host ", Printable(host), " is not one of ours, such as ", address));
  }
  const std::optional<std::string> origin = HeaderOf(request, "origin");
  if (!origin.has_value() && HeaderOf(request, kOwnHeader).has_value()) return absl::OkStatus();
  if (!origin.has_value()) {
    return absl::PermissionDeniedError(StrCat("there is neither an Origin nor a header ", kOwnHeader));
  }
  if (absl::EqualsIgnoreCase(*origin, "http://" + host) || absl::EqualsIgnoreCase(*origin, "https://" + host)) {
    return absl::OkStatus();
  }
  return absl::PermissionDeniedError(StrCat("Origin ", Printable(*origin), " is not this Host, ", Printable(host)));
}

}  // namespace sluice
