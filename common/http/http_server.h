#ifndef SLUICE_COMMON_HTTP_HTTP_SERVER_H_
#define SLUICE_COMMON_HTTP_HTTP_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/http/http_handler.h"

namespace sluice {

struct HttpServerOptions {
  std::string listen;         // host:port; port 0 takes a free one.
  int connections_max = 512;  // More are told 503.
  // So long may take: the head of a request, from the former answer on; its body; the answer of its handler; until the
  // client has taken the answer, or an event.
  absl::Duration head_time = absl::Seconds(10);
  absl::Duration body_time = absl::Seconds(10);
  absl::Duration answer_time = absl::Seconds(10);
  absl::Duration send_time = absl::Minutes(1);
  absl::Duration quiet_time = absl::Seconds(15);  // A stream without events sends a comment so often.
};

inline constexpr size_t kHttpHeadBytesMax = 16 << 10;
inline constexpr size_t kHttpBodyBytesMax = 64 << 10;

// Serves HTTP/1.1 from one thread of its own, over Boost.Beast, which stays out of this header. A client that sends
// nonsense, too much, or nothing hears so with a status, or is hung up on; each wait for one has an end. Answers of
// more than 1 KiB are compressed for who takes that. Destroying it ends all connections; not from within a handler.
class HttpServer {
 public:
  // `handler` outlives it. ALREADY_EXISTS: the port is taken. INVALID_ARGUMENT: no such address here.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(HttpServerOptions options, HttpHandler& handler);
  // The same at the first port of sixteen from the given one on that is free, or, if none is, at any.
  static absl::StatusOr<std::unique_ptr<HttpServer>> StartNear(HttpServerOptions options, HttpHandler& handler);
  virtual ~HttpServer() = default;

  virtual const std::string& address() const = 0;  // host:port, with the port that was really taken.
};

}  // namespace sluice

#endif  // SLUICE_COMMON_HTTP_HTTP_SERVER_H_
