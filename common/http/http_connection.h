#ifndef SLUICE_COMMON_HTTP_HTTP_CONNECTION_H_
#define SLUICE_COMMON_HTTP_HTTP_CONNECTION_H_

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <string>

#include "common/http/http_exchange.h"
#include "common/http/http_server.h"

namespace sluice {

// One client: its requests one after the other, until one side has enough. Every wait for the client has a deadline.
// Used on the server's thread only, which ends when all of them are closed.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  // `options` and `handler` outlive it.
  HttpConnection(std::weak_ptr<boost::asio::io_context> io, boost::asio::ip::tcp::socket socket,
                 const HttpServerOptions& options, HttpHandler& handler);

  // To its end; or says 503, without a request.
  boost::asio::awaitable<void> Serve();
  boost::asio::awaitable<void> SayBusy();
  void Close();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  // What the answer to a request depends on.
  struct Wishes {
    bool head_only = false;
    bool gzip = false;
    bool keep_alive = false;
  };

  boost::asio::awaitable<bool> ServeRequest();  // Whether another one may come.
  boost::asio::awaitable<bool> Refuse(boost::system::error_code error, bool got_some);
  boost::asio::awaitable<boost::system::error_code> Read(Parser& parser);
  boost::asio::awaitable<std::shared_ptr<HttpExchange>> Ask(HttpRequest request);
  boost::asio::awaitable<bool> Answer(HttpResponse response, Wishes wishes);
  boost::asio::awaitable<bool> Stream(std::shared_ptr<EventQueue> events, Wishes wishes);
  boost::asio::awaitable<void> SendEvents(std::shared_ptr<EventQueue> events);
  boost::asio::awaitable<bool> Send(std::string head, std::string body);
  boost::asio::awaitable<void> ReadToTheEnd();
  boost::asio::awaitable<void> HangUp();

  // What the socket waits for ends, with an error, when `time` has passed, unless Unlimit or another call comes before.
  void Limit(absl::Duration time);
  void WaitForDeadline(absl::Duration time);
  void Unlimit() { deadline_.expires_at(boost::asio::steady_timer::time_point::max()); }

  const std::weak_ptr<boost::asio::io_context> io_;
  const HttpServerOptions& options_;
  HttpHandler& handler_;
  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer deadline_;
  boost::beast::flat_buffer buffer_;        // What was read and is of no request yet.
  std::shared_ptr<HttpExchange> exchange_;  // The last one.
  bool is_late_ = false;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_HTTP_HTTP_CONNECTION_H_
