// Requests, damaged: the server answers or hangs up, and goes on.
#include "common/base/damage.h"
#include "common/http/http_server_test_base.h"

namespace sluice {
namespace {

class HttpFuzzTest : public HttpServerTest {
 protected:
  SeededRandom random_{FuzzSeed()};
};

TEST_F(HttpFuzzTest, Requests) {
  const std::string requests[] = {
      "GET /api/v1/applications/app-1/jobs?status=running&x=%2f HTTP/1.1\r\nHost: localhost:1\r\nAccept: */*\r\n\r\n",
      "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nOrigin: http://x\r\n\r\nhello",
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;a=b\r\nabc\r\n0\r\nA: "
      "b\r\n\r\n",
      "HEAD http://x/large HTTP/1.0\r\nConnection: keep-alive\r\nAccept-Encoding: gzip;q=0.5, br\r\n\r\n",
      "GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept-Encoding: gzip\r\n\r\n"};
  for (int i = 0; i < 3000; ++i) {
    TestClient client(address());
    std::string said;
    for (uint64_t n = random_.Below(3) + 1; n > 0; --n) {
      const std::string& request = requests[random_.Below(std::size(requests))];
      said += random_.Below(4) == 0 ? request : DamagedBytes(request, random_);
    }
    client.Send(said);
    client.SayNothingMore();
    const std::string heard = client.ReceiveAll();
    ASSERT_TRUE(heard.empty() || heard.starts_with("HTTP/1.1 ")) << said;
    if (i % 100 == 0) ExpectItServes();
  }
  ExpectItServes();
}

}  // namespace
}  // namespace sluice
