#include "driver/gateway/loopback_listener.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/base/str_cat.h"

namespace sluice::gateway {

absl::StatusOr<std::unique_ptr<LoopbackListener>> LoopbackListener::Start(Serve serve) {
  FileDescriptor listening(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listening.number(), any, length) != 0 || listen(listening.number(), 128) != 0 ||
      getsockname(listening.number(), any, &length) != 0) {
    return absl::UnavailableError(StrCat("the gateway cannot listen on 127.0.0.1: ", std::strerror(errno)));
  }
  return std::unique_ptr<LoopbackListener>(
      new LoopbackListener(std::move(listening), ntohs(address.sin_port), std::move(serve)));
}

LoopbackListener::LoopbackListener(FileDescriptor listening, int port, Serve serve)
    : listening_(std::move(listening)), port_(port), serve_(std::move(serve)) {
  accepting_->Post([this] { Accept(); });
}

LoopbackListener::~LoopbackListener() {
  shutdown(listening_.number(), SHUT_RDWR);  // Ends accept.
  accepting_ = nullptr;
  std::list<Connection> left;
  {
    MutexLock lock(&mu_);
    is_closed_ = true;
    for (Connection& connection : connections_) connection.socket.Close();
    left.swap(connections_);
  }
}

void LoopbackListener::Accept() {
  while (true) {
    const int accepted = accept4(listening_.number(), nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted >= 0) {
      Open(FileDescriptor(accepted));
    } else if (errno != EINTR && errno != ECONNABORTED && errno != EMFILE && errno != ENFILE) {
      return;
    }
  }
}

// Beyond the limit a connection is closed at once.
void LoopbackListener::Open(FileDescriptor accepted) {
  MutexLock lock(&mu_);
  ForgetThoseThatAreOver();
  if (is_closed_ || connections_.size() >= kConnectionsMax) return;
  Connection& connection = connections_.emplace_back(std::move(accepted));
  connection.thread->Post([this, &connection] {
    serve_(connection.socket);
    connection.socket.Close();
    MutexLock lock(&mu_);
    connection.is_over = true;
  });
}

void LoopbackListener::ForgetThoseThatAreOver() {
  std::erase_if(connections_, [](const Connection& connection) { return connection.is_over; });
}

}  // namespace sluice::gateway
