#ifndef SLUICE_CONNECTORS_SOCKET_LINE_SOURCE_H_
#define SLUICE_CONNECTORS_SOCKET_LINE_SOURCE_H_

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/file_descriptor.h"
#include "gtest/gtest.h"

namespace sluice {

// A TCP server with one client at a time.
class LineSource {
 public:
  explicit LineSource(uint16_t port = 0) : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    int yes = 1;
    setsockopt(listener_.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    EXPECT_EQ(bind(listener_.number(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listener_.number(), 4), 0);
    socklen_t size = sizeof address;
    getsockname(listener_.number(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  uint16_t port() const { return port_; }

  void Accept() {
    pollfd ready{.fd = listener_.number(), .events = POLLIN};
    ASSERT_EQ(poll(&ready, 1, 10'000), 1) << "nobody connects";
    client_ = FileDescriptor(accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC));
  }
  void Send(std::string_view text) {
    while (!text.empty()) {
      ssize_t sent = send(client_.number(), text.data(), text.size(), MSG_NOSIGNAL);
      ASSERT_GT(sent, 0);
      text.remove_prefix(sent);
    }
  }
  // What the connection takes until it stands still.
  size_t SendUntilFull(const std::string& text) {
    size_t total = 0;
    pollfd ready{.fd = client_.number(), .events = POLLOUT};
    while (poll(&ready, 1, 200) == 1) {
      total += std::max<ssize_t>(send(client_.number(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT), 0);
    }
    return total;
  }
  void Close() { client_ = FileDescriptor(); }
  void Reset() {
    linger now{.l_onoff = 1, .l_linger = 0};
    setsockopt(client_.number(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    Close();
  }

 private:
  FileDescriptor listener_;
  FileDescriptor client_;
  uint16_t port_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_SOCKET_LINE_SOURCE_H_
