#include "bench/steps/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <memory>

#include "bench/steps/step.h"
#include "common/base/check.h"

namespace sluice {
namespace {

sockaddr_in Loopback(int port) {
  return {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
}

}  // namespace

LoopbackListener::LoopbackListener() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  SLUICE_CHECK(bind(socket_.number(), reinterpret_cast<sockaddr*>(&address), size) == 0);
  SLUICE_CHECK(listen(socket_.number(), 8) == 0);
  SLUICE_CHECK(getsockname(socket_.number(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port_ = ntohs(address.sin_port);
}

FileDescriptor LoopbackListener::Accept() {
  FileDescriptor accepted(accept(socket_.number(), nullptr, nullptr));
  SLUICE_CHECK(accepted);
  return accepted;
}

FileDescriptor LoopbackListener::Connect() const {
  FileDescriptor connected(socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address = Loopback(port_);
  SLUICE_CHECK(connect(connected.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  return connected;
}

size_t ReceiveAll(const FileDescriptor& socket) {
  const auto buffer = std::make_unique<char[]>(kStepBlockBytes);
  for (size_t total = 0;;) {
    const ssize_t bytes = recv(socket.number(), buffer.get(), kStepBlockBytes, 0);
    SLUICE_CHECK(bytes >= 0);
    if (bytes == 0) return total;
    total += bytes;
  }
}

}  // namespace sluice
