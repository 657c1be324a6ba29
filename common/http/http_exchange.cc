#include "common/http/http_exchange.h"

#include <atomic>
#include <boost/asio/post.hpp>
#include <utility>

namespace sluice {
namespace {

namespace asio = boost::asio;

class QueuedEvents : public EventStream {
 public:
  QueuedEvents(std::shared_ptr<asio::io_context> io, std::shared_ptr<EventQueue> queue)
      : io_(std::move(io)), queue_(std::move(queue)) {}
  ~QueuedEvents() override { queue_->Close(); }
  bool Send(const ServerEvent& event) override { return queue_->Put(EventText(event)); }
  bool is_open() const override { return !queue_->is_closed(); }

 private:
  const std::shared_ptr<asio::io_context> io_;  // The queue wakes its connection by it.
  const std::shared_ptr<EventQueue> queue_;
};

class Responder : public HttpResponder {
 public:
  Responder(std::shared_ptr<asio::io_context> io, std::shared_ptr<HttpExchange> exchange)
      : io_(std::move(io)), exchange_(std::move(exchange)) {}

  void Answer(HttpResponse response) override {
    if (is_used_.exchange(true)) return;
    asio::post(*io_, [exchange = exchange_, response = std::move(response)]() mutable {
      exchange->answer = std::move(response);
      exchange->wake.cancel();
    });
  }

  std::unique_ptr<EventStream> OpenStream() override {
    auto queue = std::make_shared<EventQueue>([io = io_.get(), exchange = std::weak_ptr(exchange_)] {
      asio::post(*io, [exchange] {
        if (const auto kept = exchange.lock()) kept->wake.cancel();
      });
    });
    auto stream = std::make_unique<QueuedEvents>(io_, queue);
    if (is_used_.exchange(true)) {
      queue->GiveUp();
      return stream;
    }
    asio::post(*io_, [exchange = exchange_, queue] {
      if (exchange->is_over) return queue->GiveUp();
      exchange->events = queue;
      exchange->wake.cancel();
    });
    return stream;
  }

 private:
  const std::shared_ptr<asio::io_context> io_;
  const std::shared_ptr<HttpExchange> exchange_;
  std::atomic<bool> is_used_ = false;
};

}  // namespace

std::shared_ptr<HttpResponder> NewResponder(std::shared_ptr<asio::io_context> io,
                                            std::shared_ptr<HttpExchange> exchange) {
  return std::make_shared<Responder>(std::move(io), std::move(exchange));
}

}  // namespace sluice
