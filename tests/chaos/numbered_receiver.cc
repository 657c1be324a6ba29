#include "tests/chaos/numbered_receiver.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <utility>

namespace sluice::chaos {
namespace {

constexpr int kPollMillis = 50;
constexpr int kSilentMillisMax = 3000;  // The server always has something to send.

std::system_error Failure(int code, const std::string& what) { return {code, std::system_category(), what}; }

// A connection to the server. Throws std::system_error when that is gone, cannot be reached or has become silent.
class Connection {
 public:
  Connection(const std::string& host, int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in server{.sin_family = AF_INET, .sin_port = htons(static_cast<uint16_t>(port)), .sin_addr = {}};
    inet_pton(AF_INET, host.c_str(), &server.sin_addr);
    const timeval timeout{.tv_sec = 2};  // Also of connect.
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&server), sizeof server) == 0) return;
    const int code = errno;
    close(socket_);
    throw Failure(code, "connect to " + host);
  }
  ~Connection() { close(socket_); }
  Connection(const Connection&) = delete;

  void Send(const std::string& text) {
    if (send(socket_, text.data(), text.size(), MSG_NOSIGNAL) < 0) throw Failure(errno, "send");
  }
  // Appends what has come, if anything has.
  void Read(std::string& text) {
    pollfd poll{.fd = socket_, .events = POLLIN, .revents = 0};
    silent_millis_ += kPollMillis;
    if (::poll(&poll, 1, kPollMillis) <= 0) {
      if (silent_millis_ > kSilentMillisMax) throw Failure(ETIMEDOUT, "read");
      return;
    }
    char buffer[64 << 10];
    const ssize_t bytes = recv(socket_, buffer, sizeof buffer, 0);
    if (bytes <= 0) throw Failure(bytes < 0 ? errno : ECONNRESET, "read");
    text.append(buffer, static_cast<size_t>(bytes));
    silent_millis_ = 0;
  }

 private:
  const int socket_;
  int silent_millis_ = 0;
};

}  // namespace

void NumberedReceiver::onStart() {
  Connection connection(host_, port_);
  connection.Send(std::to_string(safePosition().value_or(0)) + "\n");
  std::string text;
  while (!isStopped()) {
    connection.Read(text);
    text = std::string(StoreLines(text));
  }
}

std::string_view NumberedReceiver::StoreLines(std::string_view text) {
  std::vector<std::string> lines;
  for (size_t end; (end = text.find('\n')) != text.npos; text.remove_prefix(end + 1)) lines.emplace_back(text, 0, end);
  if (lines.empty()) return text;
  store(lines, SourcePosition{"", std::atoll(lines.front().c_str()), std::atoll(lines.back().c_str()) + 1});
  return text;
}

}  // namespace sluice::chaos
