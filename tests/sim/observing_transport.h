#ifndef SLUICE_TESTS_SIM_OBSERVING_TRANSPORT_H_
#define SLUICE_TESTS_SIM_OBSERVING_TRANSPORT_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "common/net/transport.h"

namespace sluice {

// Looks on at one end of a conversation.
class LinkObserver {
 public:
  virtual ~LinkObserver() = default;
  virtual void Received(const Frame& frame) {}  // Its handler has not seen it yet.
  virtual void Sent(const Frame& frame) {}
  virtual void Closed(const absl::Status& reason) {}  // Either side did it.
};
enum class LinkSide { kConnected, kAccepted };
// Null: nobody looks on.
using ObserverFactory = std::function<std::shared_ptr<LinkObserver>(const std::string& conversation, LinkSide side)>;

// Passes everything on, and shows the frames to observers.
class ObservingTransport : public Transport {
 public:
  ObservingTransport(Transport& transport, ObserverFactory observe)
      : transport_(transport), observe_(std::move(observe)) {}

  absl::StatusOr<std::unique_ptr<Listener>> Listen(const std::string& address, Acceptor acceptor) override {
    return transport_.Listen(
        address,
        [this, acceptor = std::move(acceptor)](const std::string& conversation, const std::string& peer,
                                               std::shared_ptr<Link> link) -> absl::StatusOr<LinkHandler> {
          auto observer = observe_(conversation, LinkSide::kAccepted);
          absl::StatusOr<LinkHandler> handler = acceptor(conversation, peer, Observed(std::move(link), observer));
          if (!handler.ok()) return handler;
          return Observed(*std::move(handler), observer);
        });
  }

  std::shared_ptr<Link> Connect(const std::string& address, const std::string& conversation,
                                absl::Duration connect_timeout, LinkHandler handler) override {
    auto observer = observe_(conversation, LinkSide::kConnected);
    return Observed(transport_.Connect(address, conversation, connect_timeout, Observed(std::move(handler), observer)),
                    observer);
  }

 private:
  class ObservedLink : public Link {
   public:
    ObservedLink(std::shared_ptr<Link> link, std::shared_ptr<LinkObserver> observer)
        : link_(std::move(link)), observer_(std::move(observer)) {}
    absl::Status Send(Frame frame) override {
      observer_->Sent(frame);
      return link_->Send(std::move(frame));
    }
    void Close(absl::Status reason) override {
      observer_->Closed(reason);
      link_->Close(std::move(reason));
    }

   private:
    const std::shared_ptr<Link> link_;
    const std::shared_ptr<LinkObserver> observer_;
  };

  static std::shared_ptr<Link> Observed(std::shared_ptr<Link> link, const std::shared_ptr<LinkObserver>& observer) {
    if (observer == nullptr) return link;
    return std::make_shared<ObservedLink>(std::move(link), observer);
  }
  static LinkHandler Observed(LinkHandler handler, const std::shared_ptr<LinkObserver>& observer) {
    if (observer == nullptr) return handler;
    handler.on_frame = [observer, on_frame = std::move(handler.on_frame)](Frame frame) {
      observer->Received(frame);
      on_frame(std::move(frame));
    };
    handler.on_closed = [observer, on_closed = std::move(handler.on_closed)](absl::Status reason) {
      observer->Closed(reason);
      on_closed(std::move(reason));
    };
    return handler;
  }

  Transport& transport_;
  const ObserverFactory observe_;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_OBSERVING_TRANSPORT_H_
