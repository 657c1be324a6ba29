#include "driver/gateway/loopback_listener.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "common/base/str_cat.h"
#include "common/observe/logging.h"

namespace sluice::gateway {

absl::StatusOr<std::unique_ptr<LoopbackListener>> LoopbackListener::Start(Greet greet) {
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
      new LoopbackListener(std::move(listening), ntohs(address.sin_port), std::move(greet)));
}

LoopbackListener::LoopbackListener(FileDescriptor listening, int port, Greet greet)
    : listening_(std::move(listening)), port_(port), greet_(std::move(greet)) {
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

// Beyond the limit, and where no thread can be had for it, a connection is closed at once.
void LoopbackListener::Open(FileDescriptor accepted) {
  MutexLock lock(&mu_);
  ForgetThoseThatAreOver();
  if (is_closed_ || connections_.size() >= kConnectionsMax) return;
  MakeRoomForStranger();
  try {
    Connection& connection = connections_.emplace_back(std::move(accepted));
    connection.thread->Post([this, &connection] { Run(connection); });
  } catch (const std::system_error& error) {
    LogWarning("gateway", "a client is sent away, as there is no thread for it: connections=", connections_.size(),
               ": ", error.what());
  }
}

void LoopbackListener::Run(Connection& connection) {
  if (const Serve serve = greet_(connection.socket)) {
    {
      MutexLock lock(&mu_);
      connection.is_stranger = false;
    }
    serve(connection.socket);
  }
  connection.socket.Close();
  MutexLock lock(&mu_);
  connection.is_over = true;
}

void LoopbackListener::MakeRoomForStranger() {
  const auto is_stranger = [](const Connection& connection) { return connection.is_stranger && !connection.is_over; };
  if (std::ranges::count_if(connections_, is_stranger) < kStrangersMax) return;
  Connection& first = *std::ranges::find_if(connections_, is_stranger);
  first.is_stranger = false;
  first.socket.Close();
}

void LoopbackListener::ForgetThoseThatAreOver() {
  std::erase_if(connections_, [](const Connection& connection) { return connection.is_over; });
}

}  // namespace sluice::gateway
