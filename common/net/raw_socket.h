#ifndef SLUICE_COMMON_NET_RAW_SOCKET_H_
#define SLUICE_COMMON_NET_RAW_SOCKET_H_

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <utility>

#include "common/base/address.h"

namespace sluice {

// A TCP socket of 127.0.0.1 for tests that speak something else than Sluice.
class RawSocket {
 public:
  explicit RawSocket(int fd) : fd_(fd) {}
  RawSocket(RawSocket&& other) : fd_(std::exchange(other.fd_, -1)) {}
  ~RawSocket() {
    if (fd_ >= 0) close(fd_);
  }

  static RawSocket ConnectTo(const std::string& address) {
    sockaddr_in to = Loopback(ParseAddress(address)->port);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof(to)) != 0) perror("connect");
    return RawSocket(fd);
  }
  static RawSocket Listening() {
    sockaddr_in any = Loopback(0);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, reinterpret_cast<sockaddr*>(&any), sizeof(any)) != 0 || listen(fd, 16) != 0) perror("listen");
    return RawSocket(fd);
  }

  std::string address() const {
    sockaddr_in mine;
    socklen_t length = sizeof(mine);
    getsockname(fd_, reinterpret_cast<sockaddr*>(&mine), &length);
    return ToString(Address{"127.0.0.1", ntohs(mine.sin_port)});
  }
  RawSocket Accept() const { return RawSocket(accept(fd_, nullptr, nullptr)); }
  void Write(const std::string& bytes) const { (void)!send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  // Until the other side has closed.
  void ReadAll() const {
    char bytes[4096];
    while (recv(fd_, bytes, sizeof(bytes), 0) > 0) {
    }
  }

 private:
  static sockaddr_in Loopback(uint16_t port) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  int fd_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_RAW_SOCKET_H_
