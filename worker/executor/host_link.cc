#include "worker/executor/host_link.h"

#include <utility>

#include "common/base/buffer.h"
#include "common/base/version.h"
#include "common/net/conversations.h"
#include "common/observe/logging.h"
#include "proto/host.pb.h"

namespace sluice {
namespace {

constexpr absl::Duration kConnectTimeout = absl::Seconds(5);
constexpr absl::Duration kEndPatience = absl::Seconds(1);
constexpr BackoffOptions kBackoff{.first = absl::Milliseconds(50), .max = absl::Seconds(1)};

}  // namespace

class HostLink::HostSession : public Session {
 public:
  explicit HostSession(HostLink& owner) : owner_(owner) {}
  void OnFrame(Frame frame) override { owner_.OnFrame(frame); }
  void OnClosed(const absl::Status& reason) override { owner_.OnClosed(reason); }

 private:
  HostLink& owner_;
};

HostLink::HostLink(Runtime& runtime, Transport& transport, Options options, Handler handler)
    : runtime_(runtime),
      transport_(transport),
      options_(std::move(options)),
      handler_(std::move(handler)),
      backoff_(runtime, kBackoff),
      mailbox_(runtime.NewMailbox("host-link")),
      postbox_(std::make_shared<Postbox>(*mailbox_)) {
  postbox_->Post([this] {
    BeLost();
    Connect();
  });
}

HostLink::~HostLink() {
  postbox_->Close();
  mailbox_.reset();
  if (link_ != nullptr) link_->Close(absl::OkStatus());
}

void HostLink::SayEnd(int exit_code) {
  const std::shared_ptr<Event> told = runtime_.NewEvent();
  postbox_->Post([this, exit_code, told] {
    if (!is_known_) return told->Set();
    end_is_told_ = told;
    v1::HostedSays end;
    end.set_exit_code(exit_code);
    (void)link_->Send(ToFrame(end));
    link_->Close(absl::OkStatus());
  });
  told->Wait(kEndPatience);
}

void HostLink::Connect() {
  session_ = std::make_shared<HostSession>(*this);
  link_ = transport_.Connect(options_.daemon.Now(), conversations::kHost, kConnectTimeout,
                             PostTo(postbox_, std::weak_ptr<Session>(session_)));
  v1::Hosted hosted;
  hosted.set_version(ThisVersion());
  hosted.set_application(options_.application.value());
  hosted.set_executor(options_.executor.value());
  (void)link_->Send(ToFrame(hosted));  // What is wrong with the link comes as its end.
}

void HostLink::OnFrame(const Frame& frame) {
  const absl::StatusOr<v1::ToHosted> message = ParseHead<v1::ToHosted>(frame);
  if (!message.ok()) return link_->Close(message.status());
  backoff_.Reset();
  is_known_ = true;
  const v1::DriverPlace& place = message->place();
  if (place.life() > 0) handler_.on_place({DriverLife(place.life()), place.address()});
  if (message->has_leave()) handler_.on_leave();
  if (message->has_ask_metrics()) SayMetrics();
}

void HostLink::SayMetrics() {
  v1::HostedSays says;
  says.set_metrics(true);
  (void)link_->Send(ToFrame(says, {Buffer::FromString(handler_.metrics())}));  // Who asked hears that the link broke.
}

// A refusal is no reason to give up: another daemon may have the port of ours, which is being replaced.
void HostLink::OnClosed(const absl::Status& reason) {
  if (end_is_told_ != nullptr) return end_is_told_->Set();
  if (is_known_) {
    LogWarning("executor", "the worker daemon is gone, it goes on without: ", reason.message());
    BeLost();
  }
  postbox_->PostAfter(backoff_.Next(), [this] { Connect(); });
}

void HostLink::BeLost() {
  is_known_ = false;
  postbox_->PostAfter(options_.grace, [this, loss = ++losses_] {
    if (is_known_ || loss != losses_) return;
    LogWarning("executor", "no worker daemon knew it for ", absl::FormatDuration(options_.grace), ", so it ends");
    handler_.on_abandoned();
  });
}

}  // namespace sluice
