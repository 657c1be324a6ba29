#include "driver/gateway/line_socket.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "common/base/status.h"

namespace sluice::gateway {
namespace {

constexpr size_t kReadBytes = 64 << 10;

}  // namespace

LineSocket::LineSocket(FileDescriptor socket) : socket_(std::move(socket)) {
  const int yes = 1;
  setsockopt(number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
}

absl::StatusOr<LineSocket> LineSocket::ConnectTo(int port) {
  FileDescriptor made(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(made.number(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    return absl::UnavailableError(StrCat("Python does not listen on port ", port, ": ", std::strerror(errno)));
  }
  return LineSocket(std::move(made));
}

absl::StatusOr<std::string> LineSocket::ReadLine(size_t bytes_max) {
  size_t looked_at = taken_;
  while (true) {
    const size_t end = received_.find('\n', looked_at);
    if (end != std::string::npos) {
      std::string line = received_.substr(taken_, end - taken_);
      taken_ = end + 1;
      return line;
    }
    if (received_.size() - taken_ > bytes_max) {
      return absl::ResourceExhaustedError(StrCat("a line is too long: max=", bytes_max));
    }
    received_.erase(0, std::exchange(taken_, 0));
    looked_at = received_.size();
    SLUICE_RETURN_IF_ERROR(ReadSome());
  }
}

absl::StatusOr<std::string> LineSocket::ReadExactly(size_t bytes) {
  while (received_.size() - taken_ < bytes) SLUICE_RETURN_IF_ERROR(ReadSome());
  std::string all = received_.substr(taken_, bytes);
  taken_ += bytes;
  return all;
}

absl::Status LineSocket::ReadSome() {
  char bytes[kReadBytes];
  while (true) {
    const ssize_t got = recv(number(), bytes, sizeof(bytes), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return absl::DeadlineExceededError("nothing is said");
    if (got <= 0) return absl::CancelledError("the other side has closed the connection");
    received_.append(bytes, got);
    return absl::OkStatus();
  }
}

absl::Status LineSocket::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return absl::CancelledError("the other side has closed the connection");
    bytes.remove_prefix(sent);
  }
  return absl::OkStatus();
}

void LineSocket::LimitWaits(absl::Duration limit) {
  timeval time = limit == absl::InfiniteDuration() ? timeval{} : absl::ToTimeval(limit);
  setsockopt(number(), SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time));
}

void LineSocket::Close() { shutdown(number(), SHUT_RDWR); }

}  // namespace sluice::gateway
