#include "connectors/socket/socket_streambuf.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/base/str_cat.h"
#include "connectors/socket/tcp_connector.h"

namespace sluice {

absl::Status SocketStreambuf::Connect(const Address& address, absl::Duration timeout) {
  socket_ = FileDescriptor();
  setg(nullptr, nullptr, nullptr);
  status_ = absl::OkStatus();
  TcpConnector connector(address, waker_, clock_.Now() + timeout);
  std::optional<absl::StatusOr<FileDescriptor>> result;
  while (!(result = connector.Step(clock_.Now())).has_value()) {
    if (!WaitFor(connector.number(), POLLOUT, connector.deadline())) return absl::CancelledError("stopped");
  }
  if (!result->ok()) return result->status();
  socket_ = **std::move(result);
  return absl::OkStatus();
}

SocketStreambuf::int_type SocketStreambuf::underflow() {
  while (socket_) {
    if (!WaitFor(socket_.number(), POLLIN, absl::InfiniteFuture())) return End(absl::CancelledError("stopped"));
    const ssize_t got = recv(socket_.number(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return End(absl::UnavailableError(StrCat("lost the connection: ", std::strerror(errno))));
    if (got == 0) return End(absl::OkStatus());
    setg(buffer_.data(), buffer_.data(), buffer_.data() + got);
    return traits_type::to_int_type(*gptr());
  }
  return traits_type::eof();
}

SocketStreambuf::int_type SocketStreambuf::End(absl::Status status) {
  status_ = std::move(status);
  socket_ = FileDescriptor();
  return traits_type::eof();
}

bool SocketStreambuf::WaitFor(int socket, short events, absl::Time deadline) {
  if (stopped_()) return false;
  pollfd sources[2] = {{.fd = waker_->number(), .events = POLLIN}, {.fd = socket, .events = events}};
  const timespec limit = absl::ToTimespec(std::max(deadline - clock_.Now(), absl::ZeroDuration()));
  ppoll(sources, 2, deadline == absl::InfiniteFuture() ? nullptr : &limit, nullptr);
  if (sources[0].revents != 0) waker_->Clear();
  return !stopped_();
}

}  // namespace sluice
