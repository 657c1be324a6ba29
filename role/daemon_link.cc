#include "role/daemon_link.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "common/base/status.h"
#include "common/base/version.h"
#include "common/net/conversations.h"
#include "common/observe/logging.h"

namespace sluice {
namespace {

constexpr absl::Duration kConnectTimeout = absl::Seconds(5);
// A daemon that is there has heard of the end by then; one that is not is waited for.
constexpr absl::Duration kFinishTimeout = absl::Seconds(2);
constexpr absl::Duration kFinishPatience = absl::Minutes(1);
constexpr int kNobodyKnows = 1;  // The exit code of an application that has not said one.

// Somebody has understood what this application is, and says no. Who does not know it may be another daemon, which has
// the port while the right one is away.
bool IsRefusal(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) || absl::IsInvalidArgument(status);
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
      ended_(runtime.NewEvent()),
      backoff_(runtime, {}),
      last_announced_(runtime.clock().Now()),
      mailbox_(runtime.NewMailbox("daemon-link")),
      postbox_(std::make_shared<Postbox>(*mailbox_)) {
  mailbox_->Post([this] {
    Connect();
    Tick();
  });
}

DaemonLink::~DaemonLink() {
  Finish(kNobodyKnows).IgnoreError();
  postbox_->Close();
}

absl::Status DaemonLink::Finish(int exit_code) {
  mailbox_->Post([this, exit_code] {
    if (std::exchange(finishing_, true)) return;
    exit_code_ = exit_code;
    if (announced_ && !has_ended_) SayFinished();
  });
  ended_->Wait(absl::InfiniteDuration());  // Tick and SayFinished see to it that this has an end.
  return why_abandoned_;
}

void DaemonLink::Connect() {
  session_ = std::make_shared<SuperviseSession>(*this);
  link_ = transport_.Connect(options_.daemon(), conversations::kSupervise, kConnectTimeout,
                             PostTo(postbox_, std::weak_ptr<Session>(session_)));
  v1::ApplicationToDaemon message;
  v1::AnnounceApplication& announce = *message.mutable_announce();
  announce.set_version(ThisVersion());
  announce.set_application(options_.application);
  announce.set_life(options_.life.value());
  announce.set_address(options_.address);
  announce.set_pid(getpid());
  if (finishing_) announce.mutable_finished()->set_exit_code(exit_code_);
  Send(message);
}

void DaemonLink::OnFrame(const Frame& frame) {
  if (has_ended_) return;
  v1::DaemonToApplication message;
  if (!message.ParseFromString(frame.head)) {
    link_->Close(absl::InvalidArgumentError("a message of the driver daemon cannot be read"));
    return;
  }
  if (message.has_announced()) OnAnnounced();
  if (finishing_) return;
  if (message.has_stop()) handler_.stop(message.stop());
  if (message.has_notice()) LogWarning("application", message.notice().text());
  if (message.has_ask()) Ask(message.ask());
}

void DaemonLink::OnAnnounced() {
  announced_ = true;
  backoff_.Reset();
  if (!std::exchange(last_error_, absl::OkStatus()).ok()) LogInfo("application", "the driver daemon is back");
  if (finishing_) return SayFinished();
  SendStatus();
}

void DaemonLink::OnClosed(const absl::Status& status) {
  const bool was_announced = std::exchange(announced_, false);
  link_ = nullptr;
  if (has_ended_) return;
  if (finishing_ && was_announced && status.ok()) return End();
  if (IsRefusal(status)) return Abandon(false, status);
  if (last_error_.ok()) LogWarning("application", "lost the driver daemon, trying again: ", status.ToString());
  last_error_ = status.ok() ? absl::UnavailableError("it closed the link") : status;
  mailbox_->PostAfter(backoff_.Next(), [this] {
    if (!has_ended_) Connect();
  });
}

void DaemonLink::Tick() {
  if (has_ended_) return;
  const absl::Time now = runtime_.clock().Now();
  if (announced_) last_announced_ = now;
  const absl::Duration patience = finishing_ ? std::min(options_.grace, kFinishPatience) : options_.grace;
  if (now - last_announced_ >= patience) {
    return Abandon(!absl::IsNotFound(last_error_),
                   absl::UnavailableError(StrCat("the driver daemon did not come back within ",
                                                 absl::FormatDuration(patience), ": ", last_error_.message())));
  }
  if (announced_ && !finishing_) SendStatus();
  mailbox_->PostAfter(options_.status_interval, [this] { Tick(); });
}

void DaemonLink::SendStatus() {
  v1::ApplicationToDaemon message;
  *message.mutable_status() = handler_.status();
  Send(message);
}

// The answer is for the daemon that has asked, not for its successor.
void DaemonLink::Ask(const v1::AskApplication& question) {
  handler_.ask({question.path(), {question.query().begin(), question.query().end()}},
               [this, postbox = postbox_, number = question.question(), asked_by = link_](PageAnswer answer) {
                 postbox->Post([this, number, asked_by, answer = std::move(answer)]() mutable {
                   if (link_ != asked_by || finishing_) return;
                   v1::ApplicationToDaemon message;
                   message.mutable_answer()->set_question(number);
                   message.mutable_answer()->set_status(answer.status);
                   message.mutable_answer()->set_content_type(answer.content_type);
                   Send(message, {Buffer::FromString(std::move(answer.body))});
                 });
               });
}

void DaemonLink::SayFinished() {
  SendStatus();
  v1::ApplicationToDaemon message;
  message.mutable_finished()->set_exit_code(exit_code_);
  Send(message);
  link_->Close(absl::OkStatus());
  mailbox_->PostAfter(kFinishTimeout, [this, said_to = link_] {
    if (link_ == said_to) End();
  });
}

void DaemonLink::Abandon(bool graceful, const absl::Status& why) {
  if (link_ != nullptr) link_->Close(absl::OkStatus());
  if (!finishing_) {
    why_abandoned_ = why;
    handler_.abandoned(graceful, why);
  }
  End();
}

void DaemonLink::End() {
  has_ended_ = true;
  ended_->Set();
}

void DaemonLink::Send(const v1::ApplicationToDaemon& message, Buffers body) {
  absl::Status sent = link_->Send(ToFrame(message, std::move(body)));
  // A closed link tells OnClosed as well; a full one drops a snapshot, and the next one says the same and more.
  if (!sent.ok()) LogDebug("application", "not sent to the driver daemon: ", sent.ToString());
}

}  // namespace sluice
