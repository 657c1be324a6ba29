#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <utility>

#include "common/base/address.h"
#include "common/base/status.h"
#include "common/observe/metrics.h"
#include "prometheus/exposer.h"
#include "prometheus/registry.h"

namespace sluice {
namespace {

// The web server only says that it could not; this tries again and says why.
absl::Status WhyNotListen(const Address& address) {
  addrinfo hints = {};
  hints.ai_flags = AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  std::string text = ToString(address);
  int unknown = getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found);
  if (unknown != 0) {
    return absl::InvalidArgumentError(StrCat("cannot serve metrics on ", text, ": ", gai_strerror(unknown)));
  }
  int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int error = bind(fd, found->ai_addr, found->ai_addrlen) == 0 ? 0 : errno;
  close(fd);
  freeaddrinfo(found);
  if (error == EADDRINUSE) {
    return absl::AlreadyExistsError(StrCat("cannot serve metrics on ", text, ": the port is taken"));
  }
  if (error == EADDRNOTAVAIL) {
    return absl::InvalidArgumentError(StrCat("cannot serve metrics on ", text, ": no such address on this machine"));
  }
  return absl::ErrnoToStatus(error == 0 ? EAGAIN : error, StrCat("cannot serve metrics on ", text));
}

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsServer>> MetricsServer::Start(const std::string& address,
                                                                    const Metrics& metrics) {
  SLUICE_ASSIGN_OR_RETURN(Address parsed, ParseAddress(address));
  try {
    auto exposer = std::make_unique<prometheus::Exposer>(std::vector<std::string>{
        "listening_ports", ToString(parsed), "num_threads", "2", "request_timeout_ms", "5000"});
    exposer->RegisterCollectable(metrics.registry_);
    parsed.port = exposer->GetListeningPorts().at(0);
    return std::unique_ptr<MetricsServer>(new MetricsServer(std::move(exposer), ToString(parsed)));
  } catch (const std::exception&) {
    return WhyNotListen(parsed);
  }
}

MetricsServer::MetricsServer(std::unique_ptr<prometheus::Exposer> exposer, std::string address)
    : exposer_(std::move(exposer)), address_(std::move(address)) {}
MetricsServer::~MetricsServer() = default;

}  // namespace sluice
