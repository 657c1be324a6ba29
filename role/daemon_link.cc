#include "role/daemon_link.h"

#include <unistd.h>

#include <utility>

#include "common/base/version.h"
#include "common/net/conversations.h"
#include "common/observe/logging.h"

namespace sluice {
namespace {

constexpr absl::Duration kConnectTimeout = absl::Seconds(5);
constexpr absl::Duration kFinishTimeout = absl::Seconds(2);

bool IsRefusal(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) || absl::IsNotFound(status) || absl::IsInvalidArgument(status);
}

}  // namespace

class DaemonLink::SuperviseSession : public Session {
 public:
  explicit SuperviseSession(DaemonLink& owner) : owner_(owner) {}
  void OnFrame(Frame frame) override { owner_.OnFrame(frame); }
  void OnClosed(const absl::Status& reason) override { owner_.OnClosed(reason); }

 private:
  DaemonLink& owner_;
};

DaemonLink::DaemonLink(Runtime& runtime, Transport& transport, DaemonLinkOptions options, Handler handler)
    : runtime_(runtime),
      transport_(transport),
      options_(std::move(options)),
      handler_(std::move(handler)),
      gone_(runtime.NewEvent()),
      backoff_(runtime, {}),
      mailbox_(runtime.NewMailbox("daemon-link")),
      postbox_(std::make_shared<Postbox>(*mailbox_)) {
  mailbox_->Post([this] {
    Connect();
    KeepSendingStatus();
  });
}

DaemonLink::~DaemonLink() {
  Finish();
  postbox_->Close();
}

void DaemonLink::Finish() {
  mailbox_->Post([this] {
    if (std::exchange(finished_, true)) return;
    if (link_ == nullptr) return gone_->Set();
    SendStatus();
    v1::ApplicationToDaemon message;
    message.mutable_finished();
    Send(message);
    link_->Close(absl::OkStatus());
  });
  gone_->Wait(kFinishTimeout);
}

void DaemonLink::Connect() {
  announced_ = false;
  session_ = std::make_shared<SuperviseSession>(*this);
  link_ = transport_.Connect(options_.daemon, conversations::kSupervise, kConnectTimeout,
                             PostTo(postbox_, std::weak_ptr<Session>(session_)));
  v1::ApplicationToDaemon message;
  v1::AnnounceApplication& announce = *message.mutable_announce();
  announce.set_version(kVersion);
  announce.set_application(options_.application);
  announce.set_address(options_.address);
  announce.set_pid(getpid());
  Send(message);
}

void DaemonLink::OnFrame(const Frame& frame) {
  if (finished_) return;
  v1::DaemonToApplication message;
  if (!message.ParseFromString(frame.head)) {
    link_->Close(absl::InvalidArgumentError("a message of the driver daemon cannot be read"));
    return;
  }
  if (message.has_announced()) {
    announced_ = true;
    backoff_.Reset();
  }
  if (message.has_stop()) handler_.stop(message.stop());
  if (message.has_notice()) LogWarning("application", message.notice().text());
}

void DaemonLink::OnClosed(const absl::Status& status) {
  link_ = nullptr;
  if (finished_) return gone_->Set();
  if (IsRefusal(status)) {
    finished_ = true;
    gone_->Set();
    return handler_.refused(status);
  }
  LogWarning("application", "lost the driver daemon at ", options_.daemon, ", trying again: ", status.ToString());
  mailbox_->PostAfter(backoff_.Next(), [this] {
    if (!finished_) Connect();
  });
}

void DaemonLink::SendStatus() {
  v1::ApplicationToDaemon message;
  *message.mutable_status() = handler_.status();
  Send(message);
}

void DaemonLink::KeepSendingStatus() {
  if (finished_) return;
  if (announced_ && link_ != nullptr) SendStatus();
  mailbox_->PostAfter(options_.status_interval, [this] { KeepSendingStatus(); });
}

void DaemonLink::Send(const v1::ApplicationToDaemon& message) {
  absl::Status sent = link_->Send({.head = message.SerializeAsString()});
  // A closed link tells OnClosed as well; a full one drops a snapshot, and the next one says the same and more.
  if (!sent.ok()) LogDebug("application", "not sent to the driver daemon: ", sent.ToString());
}

}  // namespace sluice
