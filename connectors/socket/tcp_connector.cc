#include "connectors/socket/tcp_connector.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "common/actor/detached.h"
#include "common/base/mutex.h"
#include "common/base/str_cat.h"

namespace sluice {

// Shared with the thread that looks the name up, which may outlive the connector.
struct TcpConnector::Lookup {
  Address address;
  std::shared_ptr<Waker> waker;

  Mutex mu;
  bool done ABSL_GUARDED_BY(mu) = false;
  int error ABSL_GUARDED_BY(mu) = 0;
  addrinfo* found ABSL_GUARDED_BY(mu) = nullptr;

  ~Lookup() {
    if (found) freeaddrinfo(found);
  }
};

TcpConnector::TcpConnector(Address address, std::shared_ptr<Waker> waker, absl::Time deadline)
    : address_(std::move(address)), deadline_(deadline), lookup_(std::make_shared<Lookup>()) {
  lookup_->address = address_;
  lookup_->waker = std::move(waker);
  RunDetached("look-up", [lookup = lookup_] { LookUp(lookup); });
}

void TcpConnector::LookUp(std::shared_ptr<Lookup> lookup) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error =
      getaddrinfo(lookup->address.host.c_str(), std::to_string(lookup->address.port).c_str(), &hints, &found);
  {
    MutexLock lock(&lookup->mu);
    lookup->done = true;
    lookup->error = error;
    lookup->found = found;
  }
  lookup->waker->Wake();
}

std::optional<absl::StatusOr<FileDescriptor>> TcpConnector::Step(absl::Time now) {
  if (!looked_up_) {
    MutexLock lock(&lookup_->mu);
    if (!lookup_->done && now >= deadline_) return Fail("its name cannot be looked up in time");
    if (!lookup_->done) return std::nullopt;
    if (lookup_->error != 0) return Fail(gai_strerror(lookup_->error));
    looked_up_ = true;
    next_ = lookup_->found;
  }
  if (!socket_ && !StartNextAddress()) return Fail(std::strerror(last_error_));
  pollfd ready{.fd = socket_.number(), .events = POLLOUT};
  while (poll(&ready, 1, 0) == 1) {
    socklen_t size = sizeof last_error_;
    getsockopt(socket_.number(), SOL_SOCKET, SO_ERROR, &last_error_, &size);
    if (last_error_ == 0) return std::move(socket_);
    if (!StartNextAddress()) return Fail(std::strerror(last_error_));
    ready.fd = socket_.number();
  }
  if (now >= deadline_) return Fail("no answer in time");
  return std::nullopt;
}

bool TcpConnector::StartNextAddress() {
  for (; next_; next_ = next_->ai_next) {
    socket_ = FileDescriptor(socket(next_->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (socket_ && (connect(socket_.number(), next_->ai_addr, next_->ai_addrlen) == 0 || errno == EINPROGRESS)) {
      next_ = next_->ai_next;
      return true;
    }
    last_error_ = errno;
  }
  return false;
}

absl::StatusOr<FileDescriptor> TcpConnector::Fail(const std::string& reason) const {
  return absl::UnavailableError(StrCat("cannot connect to ", ToString(address_), ": ", reason));
}

}  // namespace sluice
