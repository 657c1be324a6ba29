#ifndef SLUICE_TOOLS_CLI_CLIENT_STREAM_H_
#define SLUICE_TOOLS_CLI_CLIENT_STREAM_H_

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "common/base/cond_var.h"
#include "common/base/mutex.h"
#include "common/base/status.h"
#include "common/net/session.h"

namespace sluice {

// A conversation with the driver for a program that has nothing else to do than to wait for it. Thread-safe.
class ClientStream {
 public:
  // UNAVAILABLE comes from Receive when the driver does not answer within ten seconds.
  ClientStream(Transport& transport, const std::string& address, const std::string& conversation)
      : address_(address), inbox_(std::make_shared<Inbox>()) {
    link_ = transport.Connect(address, conversation, absl::Seconds(10),
                              {.on_frame = [inbox = inbox_](Frame frame) { inbox->Add(std::move(frame)); },
                               .on_closed = [inbox = inbox_](absl::Status reason) { inbox->Close(reason); }});
  }
  ~ClientStream() { link_->Close(absl::OkStatus()); }

  absl::Status Send(Frame frame) { return link_->Send(std::move(frame)); }
  // The next frame; nullopt at the end of the conversation. DEADLINE_EXCEEDED: neither has come within `limit`.
  absl::StatusOr<std::optional<Frame>> Receive(absl::Duration limit = absl::InfiniteDuration()) {
    MutexLock lock(&inbox_->mu);
    const bool has_come =
        inbox_->changed.WaitFor(inbox_->mu, limit, [&] { return !inbox_->frames.empty() || inbox_->closed; });
    if (!has_come) return absl::DeadlineExceededError(StrCat("driver ", address_, " has said nothing"));
    if (!inbox_->frames.empty()) {
      Frame frame = std::move(inbox_->frames.front());
      inbox_->frames.pop_front();
      return frame;
    }
    if (inbox_->reason.ok()) return std::nullopt;
    return Annotate(inbox_->reason, "driver ", address_);
  }

 private:
  struct Inbox {
    void Add(Frame frame) {
      MutexLock lock(&mu);
      frames.push_back(std::move(frame));
      changed.NotifyAll();
    }
    void Close(const absl::Status& why) {
      MutexLock lock(&mu);
      closed = true;
      reason = why;
      changed.NotifyAll();
    }
    Mutex mu;
    CondVar changed;
    std::deque<Frame> frames ABSL_GUARDED_BY(mu);
    bool closed ABSL_GUARDED_BY(mu) = false;
    absl::Status reason ABSL_GUARDED_BY(mu);
  };

  const std::string address_;
  const std::shared_ptr<Inbox> inbox_;
  std::shared_ptr<Link> link_;
};

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_CLIENT_STREAM_H_
