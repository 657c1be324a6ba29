#ifndef SLUICE_DRIVER_SERVE_REQUEST_SESSION_H_
#define SLUICE_DRIVER_SERVE_REQUEST_SESSION_H_

#include <memory>
#include <utility>

#include "common/net/session.h"

namespace sluice {

// Answers one kind of message; an error closes the link.
template <class Request>
class RequestSession : public Session {
 public:
  explicit RequestSession(std::shared_ptr<Link> link) : link_(std::move(link)) {}

  void OnFrame(Frame frame) override {
    if (closed_) return;
    auto request = ParseHead<Request>(frame);
    const absl::Status status = request.ok() ? Answer(*request) : request.status();
    if (!status.ok()) link_->Close(status);
  }
  void OnClosed(const absl::Status&) override { closed_ = true; }

 protected:
  virtual absl::Status Answer(const Request& request) = 0;

  const std::shared_ptr<Link> link_;
  bool closed_ = false;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SERVE_REQUEST_SESSION_H_
