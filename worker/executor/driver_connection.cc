#include "worker/executor/driver_connection.h"

#include <utility>

#include "common/net/conversations.h"

namespace sluice {
namespace {

constexpr absl::Duration kConnectLimit = absl::Seconds(1);

class AttachSession : public Session {
 public:
  explicit AttachSession(const DriverConnection::Events& events) : events_(events) {}
  void OnFrame(Frame frame) override { events_.on_frame(frame); }
  void OnClosed(const absl::Status& reason) override { events_.on_closed(reason); }

 private:
  const DriverConnection::Events& events_;
};

}  // namespace

void DriverConnection::Open(const std::string& address) {
  pulse_.reset();
  open_session_ = std::make_shared<AttachSession>(events_);
  link_ = transport_.Connect(address, conversations::kAttach, kConnectLimit,
                             PostTo(postbox_, std::weak_ptr<Session>(open_session_)));
}

absl::Status DriverConnection::Send(Frame frame) {
  if (link_ == nullptr) return absl::UnavailableError("there is no link to the driver");
  if (pulse_.has_value()) pulse_->Turned();
  return link_->Send(std::move(frame));
}

void DriverConnection::Close(absl::Status reason) {
  if (link_ != nullptr) link_->Close(std::move(reason));
}

void DriverConnection::BeatWhileBehind(Frame beat, absl::Duration interval) {
  pulse_.emplace(runtime_, interval);
  pulse_->Add(link_, std::move(beat));
}

void DriverConnection::HangUp(absl::Status reason) {
  pulse_.reset();
  open_session_ = nullptr;
  Close(std::move(reason));
}

}  // namespace sluice
