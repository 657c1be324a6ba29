#include "common/http/test_client.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cstdio>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "common/base/address.h"
#include "common/base/str_cat.h"

namespace sluice {

TestClient::TestClient(const std::string& address) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const auto parsed = ParseAddress(address);
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = htons(parsed->port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience = {.tv_sec = 20, .tv_usec = 0};
  setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket_.number(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (connect(socket_.number(), reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) perror("connect");
}

bool TestClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

void TestClient::SayNothingMore() { shutdown(socket_.number(), SHUT_WR); }

bool TestClient::ReadMore() {
  char bytes[16 << 10];
  const ssize_t size = recv(socket_.number(), bytes, sizeof bytes, 0);
  if (size > 0) read_.append(bytes, static_cast<size_t>(size));
  return size > 0;
}

std::string TestClient::Take(size_t bytes) {
  std::string taken = read_.substr(0, bytes);
  read_.erase(0, taken.size());
  return taken;
}

std::string TestClient::ReceiveUntil(std::string_view mark) {
  size_t at;
  while ((at = mark.empty() ? std::string::npos : read_.find(mark)) == std::string::npos) {
    if (!ReadMore()) return Take(read_.size());
  }
  return Take(at + mark.size());
}

HeardResponse TestClient::Receive(bool has_body) {
  HeardResponse heard;
  const std::string head = ReceiveUntil("\r\n\r\n");
  const std::vector<std::string> lines = absl::StrSplit(head, "\r\n", absl::SkipEmpty());
  if (lines.empty()) return heard;
  heard.status = std::atoi(lines[0].substr(lines[0].find(' ') + 1).c_str());
  for (size_t i = 1; i < lines.size(); ++i) {
    const size_t colon = lines[i].find(": ");
    heard.headers[absl::AsciiStrToLower(lines[i].substr(0, colon))] = lines[i].substr(colon + 2);
  }
  if (!has_body) return heard;
  const size_t size = std::strtoull(heard.headers["content-length"].c_str(), nullptr, 10);
  while (read_.size() < size && ReadMore()) {
  }
  heard.body = Take(size);
  return heard;
}

HeardResponse AskHttp(const std::string& address, const std::string& method, const std::string& target,
                      const std::string& headers, const std::string& body) {
  TestClient client(address);
  client.Send(StrCat(method, " ", target, " HTTP/1.1\r\nHost: ", address, "\r\nConnection: close\r\n", headers));
  if (!body.empty()) client.Send(StrCat("Content-Length: ", body.size(), "\r\n"));
  client.Send("\r\n" + body);
  return client.Receive(method != "HEAD");
}

}  // namespace sluice
