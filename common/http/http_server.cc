#include "common/http/http_server.h"

#include <fcntl.h>
#include <pthread.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>
#include <thread>
#include <utility>

#include "common/base/address.h"
#include "common/base/status.h"
#include "common/http/http_connection.h"

namespace sluice {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int kPortsNear = 16;
constexpr int kRefusedMax = 64;  // So many hear that there are too many; the rest are hung up on.
constexpr absl::Duration kAcceptAgain = absl::Milliseconds(100);

absl::Status ListenError(const Address& address, const error_code& error) {
  const std::string what = StrCat("cannot serve HTTP on ", address, ": ");
  if (error == asio::error::address_in_use) return absl::AlreadyExistsError(what + "the port is taken");
  const bool is_nowhere = error.value() == EADDRNOTAVAIL || error.category() == asio::error::get_netdb_category();
  if (is_nowhere) return absl::InvalidArgumentError(what + "no such address on this machine");
  return absl::UnavailableError(what + error.message());
}

class BeastServer : public HttpServer {
 public:
  BeastServer(HttpServerOptions options, HttpHandler& handler) : options_(std::move(options)), handler_(handler) {}
  ~BeastServer() override;
  absl::Status Listen(const Address& address);
  const std::string& address() const override { return address_; }

 private:
  error_code Open(const Address& address);
  asio::awaitable<void> Accept();
  void Begin(tcp::socket socket);

  const HttpServerOptions options_;
  HttpHandler& handler_;
  std::string address_;
  const std::shared_ptr<asio::io_context> io_ = std::make_shared<asio::io_context>(1);
  tcp::acceptor acceptor_{*io_};
  std::set<std::shared_ptr<HttpConnection>> connections_;  // Touched by its thread, as long as that runs.
  std::thread thread_;
};

BeastServer::~BeastServer() {
  io_->stop();
  if (thread_.joinable()) thread_.join();
  for (const auto& connection : connections_) connection->Close();
}

absl::Status BeastServer::Listen(const Address& address) {
  if (const error_code error = Open(address)) return ListenError(address, error);
  address_ = ToString(Address{address.host, acceptor_.local_endpoint().port()});
  asio::co_spawn(*io_, Accept(), asio::detached);
  thread_ = std::thread([io = io_.get()] {
    pthread_setname_np(pthread_self(), "http");
    io->run();
  });
  return absl::OkStatus();
}

error_code BeastServer::Open(const Address& address) {
  error_code error;
  const auto found = tcp::resolver(*io_).resolve(address.host, std::to_string(address.port), error);
  if (error) return error;
  const tcp::endpoint endpoint = found.begin()->endpoint();
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (!error) fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC);
  return error;
}

asio::awaitable<void> BeastServer::Accept() {
  asio::steady_timer pause(*io_);
  while (acceptor_.is_open()) {
    auto [error, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
    if (!error) Begin(std::move(socket));
    if (!error) continue;
    pause.expires_after(absl::ToChronoNanoseconds(kAcceptAgain));  // It may be that the process has no descriptor left.
    co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

void BeastServer::Begin(tcp::socket socket) {
  const int busy = static_cast<int>(connections_.size()) - options_.connections_max;
  if (busy >= kRefusedMax) return;
  fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const auto connection = std::make_shared<HttpConnection>(io_, std::move(socket), options_, handler_);
  connections_.insert(connection);
  asio::co_spawn(*io_, busy < 0 ? connection->Serve() : connection->SayBusy(),
                 [this, connection](std::exception_ptr) { connections_.erase(connection); });
}

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(HttpServerOptions options, HttpHandler& handler) {
  SLUICE_ASSIGN_OR_RETURN(const Address address, ParseAddress(options.listen));
  auto server = std::make_unique<BeastServer>(std::move(options), handler);
  SLUICE_RETURN_IF_ERROR(server->Listen(address));
  return server;
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::StartNear(HttpServerOptions options, HttpHandler& handler) {
  SLUICE_ASSIGN_OR_RETURN(Address address, ParseAddress(options.listen));
  for (int i = 0; i < kPortsNear; ++i) {
    auto server = Start(options, handler);
    if (!absl::IsAlreadyExists(server.status())) return server;
    options.listen = ToString(Address{address.host, static_cast<uint16_t>(address.port + i + 1)});
  }
  options.listen = ToString(Address{address.host, 0});
  return Start(std::move(options), handler);
}

}  // namespace sluice
