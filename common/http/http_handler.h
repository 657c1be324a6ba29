#ifndef SLUICE_COMMON_HTTP_HTTP_HANDLER_H_
#define SLUICE_COMMON_HTTP_HTTP_HANDLER_H_

#include <memory>
#include <string>

#include "common/http/http_message.h"

namespace sluice {

// One of a stream of server-sent events. `id` is what a browser sends as last-event-id when it comes back.
struct ServerEvent {
  std::string event;
  std::string id;
  std::string data;
};

// An answer that stays open and goes on with events. Thread-safe. Letting go of it ends the stream, once what was sent
// has gone out.
class EventStream {
 public:
  virtual ~EventStream() = default;
  // False: it is closed. So is one whose client does not read when more than 256 KiB wait.
  virtual bool Send(const ServerEvent& event) = 0;
  virtual bool is_open() const = 0;
};

// Where one request is answered, once and from any thread: what comes second is dropped, and what comes later than the
// server waits, when the client has had a 504. May outlive the server.
class HttpResponder {
 public:
  virtual ~HttpResponder() = default;
  virtual void Answer(HttpResponse response) = 0;
  virtual std::unique_ptr<EventStream> OpenStream() = 0;
};

// What a server serves.
class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  // Called on the server's thread, for a GET or a POST; must not block.
  virtual void Handle(HttpRequest request, std::shared_ptr<HttpResponder> responder) = 0;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_HTTP_HTTP_HANDLER_H_
