#ifndef SLUICE_COMMON_HTTP_HTTP_EXCHANGE_H_
#define SLUICE_COMMON_HTTP_HTTP_EXCHANGE_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>

#include "common/http/event_queue.h"
#include "common/http/http_handler.h"

namespace sluice {

// One request on its way to an answer: whoever answers leaves it here, and its connection, which waits for `wake`,
// takes it. Touched on the server's thread only.
struct HttpExchange {
  explicit HttpExchange(boost::asio::io_context& io) : wake(io) {}

  boost::asio::steady_timer wake;
  std::optional<HttpResponse> answer;
  std::shared_ptr<EventQueue> events;  // An answer that goes on with these.
  bool is_over = false;                // Nobody takes an answer any more.
};

// Of any thread. They may outlive the server, so they keep what its thread ran.
std::shared_ptr<HttpResponder> NewResponder(std::shared_ptr<boost::asio::io_context> io,
                                            std::shared_ptr<HttpExchange> exchange);

}  // namespace sluice

#endif  // SLUICE_COMMON_HTTP_HTTP_EXCHANGE_H_
