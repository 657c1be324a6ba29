#include "tests/conformance/socket_input.h"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace sluice {
namespace {

constexpr int kAcceptMillisMax = 20'000;
constexpr int kArrivePollsMax = 20'000;
// A receiver reads what has arrived at once; nothing tells us when it has.
constexpr auto kReadTime = std::chrono::milliseconds(100);

void Check(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(std::string("socket input: ") + what);
}

}  // namespace

SocketInput::SocketInput(const nlohmann::json& input) : input_(input) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  Check(bind(listener_, generic, size) == 0 && listen(listener_, 8) == 0, "cannot listen");
  Check(getsockname(listener_, generic, &size) == 0, "has no address");
  port_ = ntohs(address.sin_port);
}

SocketInput::~SocketInput() {
  if (connection_ >= 0) close(connection_);
  close(listener_);
}

DStream<Value> SocketInput::AddTo(StreamingContext& ssc) {
  if (connection_ >= 0) close(std::exchange(connection_, -1));  // The program that had it was stopped.
  return ssc.socketTextStream("127.0.0.1", port_).map([](std::string_view line) { return Value(std::string(line)); });
}

void SocketInput::Accept() {
  pollfd ready{.fd = listener_, .events = POLLIN};
  Check(poll(&ready, 1, kAcceptMillisMax) == 1, "no receiver has connected");
  connection_ = accept(listener_, nullptr, nullptr);
  Check(connection_ >= 0, "cannot accept");
}

void SocketInput::Send(const std::string& bytes) const {
  for (size_t sent = 0; sent < bytes.size();) {
    ssize_t some = send(connection_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    Check(some > 0, "the receiver has gone");
    sent += some;
  }
  int left = 1;
  for (int polls = 0; left > 0; ++polls) {
    Check(polls < kArrivePollsMax, "the receiver does not read");
    std::this_thread::sleep_for(std::chrono::milliseconds(1));  // A poll.
    Check(ioctl(connection_, SIOCOUTQ, &left) == 0, "cannot tell what has arrived");
  }
}

void SocketInput::Feed(int batch) {
  if (connection_ < 0) Accept();
  const nlohmann::json& batches = input_.at("batches");
  if (batch > static_cast<int>(batches.size())) return;
  std::string lines;
  for (const std::string line : batches.at(batch - 1)) lines += line + "\n";
  if (lines.empty()) return;
  Send(lines);
  std::this_thread::sleep_for(kReadTime);  // There is nothing to poll.
}

}  // namespace sluice
