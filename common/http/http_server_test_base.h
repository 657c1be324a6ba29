#ifndef SLUICE_COMMON_HTTP_HTTP_SERVER_TEST_BASE_H_
#define SLUICE_COMMON_HTTP_HTTP_SERVER_TEST_BASE_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/cond_var.h"
#include "common/base/mutex.h"
#include "common/base/status_matchers.h"
#include "common/http/http_server.h"
#include "common/http/test_client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {

// Answers /later and /stream when the test does, all else at once with what was asked.
class EchoHandler : public HttpHandler {
 public:
  void Handle(HttpRequest request, std::shared_ptr<HttpResponder> responder) override {
    if (request.path == "/later" || request.path == "/stream") {
      MutexLock lock(&mu_);
      waiting_.push_back(std::move(responder));
      return changed_.NotifyAll();
    }
    if (request.path == "/large") return responder->Answer({.body = std::string(100 << 10, 'x')});
    std::string body = request.method + " " + request.path;
    for (const auto& [key, value] : request.query) body += " " + key + "=" + value;
    responder->Answer({.body = body + " " + request.body, .headers = {{"X-Asked-By", request.headers["user-agent"]}}});
  }

  // The next of those who wait for the test; null: nobody came.
  std::shared_ptr<HttpResponder> Next() {
    MutexLock lock(&mu_);
    const bool came = changed_.WaitFor(
        mu_, absl::Seconds(20), [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return taken_ < waiting_.size(); });
    return came ? waiting_[taken_++] : nullptr;
  }

 private:
  Mutex mu_;
  CondVar changed_;
  std::vector<std::shared_ptr<HttpResponder>> waiting_ ABSL_GUARDED_BY(mu_);
  size_t taken_ ABSL_GUARDED_BY(mu_) = 0;
};

class HttpServerTest : public testing::Test {
 protected:
  void Restart(HttpServerOptions options) {
    server_.reset();
    options.listen = "127.0.0.1:0";
    auto server = HttpServer::Start(std::move(options), handler_);
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }
  void SetUp() override { Restart({}); }

  const std::string& address() const { return server_->address(); }
  // That it still does what it is for.
  void ExpectItServes() { EXPECT_EQ(GetHttp(address(), "/alive").body, "GET /alive "); }

  EchoHandler handler_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_HTTP_HTTP_SERVER_TEST_BASE_H_
