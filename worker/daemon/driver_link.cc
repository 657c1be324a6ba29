#include "worker/daemon/driver_link.h"

#include <utility>

#include "common/base/version_check.h"
#include "common/net/conversations.h"
#include "common/observe/logging.h"

namespace sluice {
namespace {

constexpr char kLog[] = "driver link";
constexpr absl::Duration kConnectTimeout = absl::Seconds(5);
constexpr absl::Duration kSilenceMax = absl::Seconds(10);
constexpr absl::Duration kComplainEvery = absl::Seconds(30);
constexpr BackoffOptions kBackoff{.first = absl::Milliseconds(100), .max = absl::Seconds(5)};

// The peer has understood us and says no; trying again would not help.
bool IsRefusal(const absl::Status& reason) {
  return absl::IsFailedPrecondition(reason) || absl::IsUnimplemented(reason) || absl::IsInvalidArgument(reason);
}

}  // namespace

class DriverLink::JoinSession : public Session {
 public:
  explicit JoinSession(DriverLink& owner) : owner_(owner) {}
  void OnFrame(Frame frame) override { owner_.HandleFrame(frame); }
  void OnClosed(const absl::Status& reason) override { owner_.HandleClosed(reason); }

 private:
  DriverLink& owner_;
};

DriverLink::DriverLink(Runtime& runtime, Transport& transport, std::shared_ptr<Postbox> postbox, std::string driver,
                       DriverLinkEvents& events)
    : runtime_(runtime),
      transport_(transport),
      postbox_(std::move(postbox)),
      driver_(std::move(driver)),
      events_(events),
      backoff_(runtime, kBackoff) {}

void DriverLink::Connect() {
  if (closing_) return;
  registered_ = false;
  last_heard_ = runtime_.clock().Now();
  session_ = std::make_shared<JoinSession>(*this);
  link_ = transport_.Connect(driver_, conversations::kJoin, kConnectTimeout,
                             PostTo(postbox_, std::weak_ptr<Session>(session_)));
  v1::WorkerToDriver message;
  *message.mutable_register_() = events_.MakeRegistration();
  (void)link_->Send(ToFrame(message));  // What is wrong with the link comes as its end.
}

void DriverLink::Beat() {
  if (session_ == nullptr) return;
  if (registered_) Send({});
  const absl::Duration silence = runtime_.clock().Now() - last_heard_;
  if (silence > kSilenceMax) {
    link_->Close(absl::DeadlineExceededError(StrCat("the driver was silent for ", absl::FormatDuration(silence))));
  }
}

bool DriverLink::Send(const v1::WorkerToDriver& message, Buffers body) {
  if (session_ == nullptr) return false;
  const absl::Status sent = link_->Send(ToFrame(message, std::move(body)));
  if (!sent.ok()) link_->Close(sent);  // Registering again tells all that matters.
  return sent.ok();
}

void DriverLink::Close(std::function<void()> closed) {
  closing_ = true;
  if (session_ == nullptr) return closed();
  closed_ = std::move(closed);
  link_->Close(absl::OkStatus());
}

void DriverLink::HandleFrame(const Frame& frame) {
  last_heard_ = runtime_.clock().Now();
  auto message = ParseHead<v1::DriverToWorker>(frame);
  const absl::Status status = message.ok() ? Receive(*message) : message.status();
  if (!status.ok()) link_->Close(status);
}

absl::Status DriverLink::Receive(const v1::DriverToWorker& message) {
  if (!message.has_registered()) {
    if (registered_) events_.OnOrder(message);
    return absl::OkStatus();
  }
  SLUICE_RETURN_IF_ERROR(CheckVersion("driver", message.registered().version(), "worker"));
  registered_ = true;
  backoff_.Reset();
  last_complaint_ = absl::InfinitePast();
  events_.OnRegistered();
  return absl::OkStatus();
}

void DriverLink::HandleClosed(const absl::Status& reason) {
  const bool was_registered = std::exchange(registered_, false);
  session_ = nullptr;
  link_ = nullptr;
  if (closing_) {
    if (auto closed = std::exchange(closed_, nullptr)) closed();
    return;
  }
  if (IsRefusal(reason)) return events_.OnRefused(Annotate(reason, "driver ", driver_));
  if (was_registered) LogWarning(kLog, "lost the driver at ", driver_, ": ", reason.message());
  Retry(reason);
}

void DriverLink::Retry(const absl::Status& reason) {
  if (runtime_.clock().Now() - last_complaint_ > kComplainEvery) {
    last_complaint_ = runtime_.clock().Now();
    LogWarning(kLog, "no Sluice driver answers at ", driver_, ", trying on: ", reason.message());
  }
  postbox_->PostAfter(backoff_.Next(), [this] { Connect(); });
}

}  // namespace sluice
