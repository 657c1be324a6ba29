#ifndef SLUICE_COMMON_HTTP_TEST_CLIENT_H_
#define SLUICE_COMMON_HTTP_TEST_CLIENT_H_

#include <map>
#include <string>
#include <string_view>

#include "common/base/file_descriptor.h"

namespace sluice {

// What a server of a test says, taken apart no further than tests need. Status 0: it hung up without an answer.
struct HeardResponse {
  int status = 0;
  std::map<std::string, std::string> headers;  // Their names in lower case.
  std::string body;
};

// A client for tests, which may also be rude: it sends the bytes it is told to. Each wait ends after 20 s.
class TestClient {
 public:
  explicit TestClient(const std::string& address);

  // False: the server has hung up.
  bool Send(std::string_view bytes);
  void SayNothingMore();
  // The next one of those that the server has sent. With `has_body` false it has a head alone, as the answer to a HEAD.
  HeardResponse Receive(bool has_body = true);
  // Up to and with `mark`; less if the server hangs up before.
  std::string ReceiveUntil(std::string_view mark);
  // All that comes until the server hangs up.
  std::string ReceiveAll() { return ReceiveUntil(""); }

 private:
  bool ReadMore();
  std::string Take(size_t bytes);

  FileDescriptor socket_;
  std::string read_;
};

// One request on a connection of its own. `headers` are whole lines.
HeardResponse AskHttp(const std::string& address, const std::string& method, const std::string& target,
                      const std::string& headers = "", const std::string& body = "");
inline HeardResponse GetHttp(const std::string& address, const std::string& target, const std::string& headers = "") {
  return AskHttp(address, "GET", target, headers);
}

}  // namespace sluice

#endif  // SLUICE_COMMON_HTTP_TEST_CLIENT_H_
