#include "common/http/http_connection.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <chrono>
#include <optional>
#include <tuple>
#include <utility>

#include "common/http/gzip.h"
#include "common/http/request_target.h"
#include "common/http/response_head.h"

namespace sluice {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr size_t kCompressedFrom = 1 << 10;  // Less fits into one packet anyway.
constexpr absl::Duration kGoodbyeTime = absl::Seconds(2);
constexpr absl::Duration kCancelAgain = absl::Milliseconds(10);
constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
constexpr int kNoMore = 0;  // The status of a client that has gone.

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
  return lower;
}

// What is wrong with the request, as a status; nothing if it is one.
std::optional<HttpResponse> Convert(http::request<http::string_body>& message, HttpRequest& request) {
  const http::verb method = message.method();
  if (method != http::verb::get && method != http::verb::head && method != http::verb::post) {
    HttpResponse refusal = HttpError(405, "there are GET, HEAD and POST");
    refusal.headers["Allow"] = "GET, HEAD, POST";
    return refusal;
  }
  auto target = ParseTarget({message.target().data(), message.target().size()});
  if (!target.has_value()) return HttpError(400, "the path cannot be read");
  for (const auto& field : message) {
    std::string& value = request.headers[LowerCase({field.name_string().data(), field.name_string().size()})];
    if (!value.empty()) value += ", ";
    value.append(field.value().data(), field.value().size());
  }
  if (message.version() > 10 && !request.headers.contains("host")) return HttpError(400, "there is no Host");
  request.method = method == http::verb::post ? "POST" : "GET";
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  request.body = std::move(message.body());
  return std::nullopt;
}

// A status for what could not be read; kNoMore: nobody is left to be told.
int StatusOf(const error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit) return 413;
  if (error == http::error::end_of_stream || error == http::error::partial_message) return kNoMore;
  return error.category() == http::make_error_code(http::error::bad_method).category() ? 400 : kNoMore;
}

const char* Explanation(int status) {
  switch (status) {
    case 408: return "the request took too long to come";
    case 413: return "the body of a request has 64 KiB at most";
    case 431: return "the head of a request has 16 KiB at most";
    default: return "this is no HTTP request";
  }
}

}  // namespace

HttpConnection::HttpConnection(std::weak_ptr<asio::io_context> io, asio::ip::tcp::socket socket,
                               const HttpServerOptions& options, HttpHandler& handler)
    : io_(std::move(io)),
      options_(options),
      handler_(handler),
      socket_(std::move(socket)),
      deadline_(socket_.get_executor()),
      buffer_(kHttpHeadBytesMax + kHttpBodyBytesMax) {}

void HttpConnection::Close() {
  error_code ignored;
  socket_.close(ignored);
  deadline_.cancel();
  if (exchange_ == nullptr) return;
  exchange_->wake.cancel();
  if (exchange_->events != nullptr) exchange_->events->GiveUp();
}

void HttpConnection::Limit(absl::Duration time) {
  is_late_ = false;
  WaitForDeadline(time);
}

// Again and again: between two parts of what the socket does there is nothing to cancel.
void HttpConnection::WaitForDeadline(absl::Duration time) {
  deadline_.expires_after(absl::ToChronoNanoseconds(time));
  deadline_.async_wait([weak = weak_from_this()](const error_code& error) {
    const auto self = weak.lock();
    if (error || self == nullptr || self->deadline_.expiry() > std::chrono::steady_clock::now()) return;
    self->is_late_ = true;
    error_code ignored;
    self->socket_.cancel(ignored);
    self->WaitForDeadline(kCancelAgain);
  });
}

asio::awaitable<void> HttpConnection::Serve() {
  bool goes_on = true;
  while (goes_on) goes_on = co_await ServeRequest();
  co_await HangUp();
}

asio::awaitable<void> HttpConnection::SayBusy() {
  HttpResponse busy = HttpError(503, "too many clients at once: try again later");
  co_await Answer(std::move(busy), {});
  co_await HangUp();
}

asio::awaitable<bool> HttpConnection::ServeRequest() {
  Parser parser;
  parser.header_limit(kHttpHeadBytesMax);
  parser.body_limit(kHttpBodyBytesMax);
  const error_code error = co_await Read(parser);
  if (error) co_return co_await Refuse(error, parser.got_some());
  const auto accepted = parser.get()[http::field::accept_encoding];
  const Wishes wishes = {.head_only = parser.get().method() == http::verb::head,
                         .gzip = AcceptsGzip({accepted.data(), accepted.size()}),
                         .keep_alive = parser.get().keep_alive()};
  HttpRequest request;
  std::optional<HttpResponse> answer = Convert(parser.get(), request);
  if (!answer.has_value()) {
    const std::shared_ptr<HttpExchange> exchange = co_await Ask(std::move(request));
    if (exchange->events != nullptr) co_return co_await Stream(exchange->events, wishes);
    answer = std::move(exchange->answer);
  }
  if (!answer.has_value()) answer = HttpError(504, "there was no answer in time");
  co_return co_await Answer(*std::move(answer), wishes);
}

asio::awaitable<bool> HttpConnection::Refuse(error_code error, bool got_some) {
  const int status = is_late_ && got_some ? 408 : StatusOf(error);
  if (status == kNoMore) co_return false;
  HttpResponse refusal = HttpError(status, Explanation(status));
  co_return co_await Answer(std::move(refusal), {});
}

asio::awaitable<error_code> HttpConnection::Read(Parser& parser) {
  Limit(options_.head_time);
  const auto [head_error, head_bytes] = co_await http::async_read_header(socket_, buffer_, parser, kWait);
  Unlimit();
  if (head_error || parser.is_done()) co_return head_error;
  Limit(options_.body_time);
  const auto [error, bytes] = co_await http::async_read(socket_, buffer_, parser, kWait);
  Unlimit();
  co_return error;
}

asio::awaitable<std::shared_ptr<HttpExchange>> HttpConnection::Ask(HttpRequest request) {
  const auto exchange = std::make_shared<HttpExchange>(*io_.lock());
  exchange_ = exchange;
  handler_.Handle(std::move(request), NewResponder(io_.lock(), exchange));
  exchange->wake.expires_after(absl::ToChronoNanoseconds(options_.answer_time));
  co_await exchange->wake.async_wait(kWait);
  exchange->is_over = true;
  co_return exchange;
}

asio::awaitable<bool> HttpConnection::Answer(HttpResponse response, Wishes wishes) {
  if (wishes.gzip && response.body.size() > kCompressedFrom) {
    if (auto compressed = Gzip(response.body)) {
      response.body = *std::move(compressed);
      response.headers["Content-Encoding"] = "gzip";
    }
  }
  response.headers["Vary"] = "Accept-Encoding";
  std::string head = ResponseHead(response, response.body.size(), wishes.keep_alive);
  if (wishes.head_only) response.body.clear();
  const bool sent = co_await Send(std::move(head), std::move(response.body));
  co_return sent&& wishes.keep_alive;
}

asio::awaitable<bool> HttpConnection::Send(std::string head, std::string body) {
  Limit(options_.send_time);
  const std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::buffer(body)};
  const auto [error, bytes] = co_await asio::async_write(socket_, parts, kWait);
  Unlimit();
  co_return !error;
}

asio::awaitable<bool> HttpConnection::Stream(std::shared_ptr<EventQueue> events, Wishes wishes) {
  HttpResponse beginning;
  beginning.content_type = "text/event-stream";
  std::string head = ResponseHead(beginning, std::nullopt, /*keeps_alive=*/false);
  const bool sent = co_await Send(std::move(head), "");
  if (sent && !wishes.head_only) co_await SendEvents(events);
  events->GiveUp();
  co_return false;
}

asio::awaitable<void> HttpConnection::SendEvents(std::shared_ptr<EventQueue> events) {
  asio::co_spawn(
      socket_.get_executor(), [self = shared_from_this()]() -> asio::awaitable<void> { co_await self->ReadToTheEnd(); },
      asio::detached);
  bool goes_on = true;
  while (goes_on) {
    const bool is_last = events->is_closed();
    std::string text = events->Take();
    if (text.empty() && is_last) break;
    if (text.empty()) {
      exchange_->wake.expires_after(absl::ToChronoNanoseconds(options_.quiet_time));
      const auto [woken] = co_await exchange_->wake.async_wait(kWait);
      if (!woken) text = ":\n\n";
    }
    if (!text.empty()) goes_on = co_await Send(std::move(text), "");
  }
}

// Who has an answer that goes on has nothing more to say: this is how it is known that it has gone.
asio::awaitable<void> HttpConnection::ReadToTheEnd() {
  std::array<char, 1024> ignored;
  bool goes_on = true;
  while (goes_on) {
    const auto [error, bytes] = co_await socket_.async_read_some(asio::buffer(ignored), kWait);
    goes_on = !error && !is_late_;
  }
  if (exchange_ != nullptr && exchange_->events != nullptr) exchange_->events->GiveUp();
}

// What the client still sends is read, since else the system would take back what was sent to it.
asio::awaitable<void> HttpConnection::HangUp() {
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  Limit(kGoodbyeTime);
  co_await ReadToTheEnd();
  Close();
}

}  // namespace sluice
