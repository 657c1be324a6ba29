#include "driver/serve/submit_session.h"

#include <utility>

#include "common/base/printable.h"
#include "common/base/version_check.h"
#include "common/process/application_marker.h"
#include "common/process/executable_proto.h"
#include "common/settings/conf.h"

namespace sluice {
namespace {

constexpr absl::Duration kNoticesEvery = absl::Milliseconds(200);
// Of all settings, which are one variable of the environment of each process, and of each argument: as much as the
// system lets a program have, and a little less.
constexpr size_t kTextBytesMax = 120 << 10;
constexpr size_t kArgumentsBytesMax = 1 << 20;

template <class Fill>
Frame ToClient(Fill fill, Buffers body = {}) {
  v1::SubmitToClient message;
  fill(message);
  return ToFrame(message, std::move(body));
}

// What a user has typed, or another program has.
absl::Status CheckTexts(const v1::Submission& submission) {
  SLUICE_RETURN_IF_ERROR(CheckSize("the name of the application", submission.name()));
  Conf conf;
  std::string settings, arguments;
  for (const std::string& pair : submission.conf()) {
    SLUICE_RETURN_IF_ERROR(Annotate(conf.SetPair(pair), "--conf"));
    settings += pair;
  }
  SLUICE_RETURN_IF_ERROR(CheckSize("what all settings say", settings, kTextBytesMax));
  for (const std::string& argument : submission.arguments()) {
    SLUICE_RETURN_IF_ERROR(CheckSize("an argument of the application", argument, kTextBytesMax));
    arguments += argument;
  }
  return CheckSize("what all arguments of the application say", arguments, kArgumentsBytesMax);
}

}  // namespace

void SubmitSession::OnFrame(Frame frame) {
  if (closed_) return;
  auto message = ParseHead<v1::SubmitToDriver>(frame);
  const absl::Status status = message.ok() ? Receive(*message, std::move(frame.body)) : message.status();
  if (!status.ok()) link_->Close(status);
}

void SubmitSession::OnClosed(const absl::Status&) {
  closed_ = true;
  if (follower_ != nullptr) follower_->Cancel();
  download_.reset();
}

absl::Status SubmitSession::Receive(const v1::SubmitToDriver& message, Buffers body) {
  const bool is_first = submission_.version().empty() && application_.value().empty();
  if (message.has_submission() && is_first) return Begin(message.submission());
  if (message.has_follow() && is_first) return ComeBack(message.follow());
  if (message.has_chunk() && download_ != nullptr) {
    SLUICE_RETURN_IF_ERROR(download_->Add(message.chunk().offset(), body));
    return download_->done() ? Submit() : AskForBytes();
  }
  if (message.has_stop() && !application_.value().empty()) {
    const absl::Status stopped = host_.Stop(application_, "the user who submitted it asked for it");
    return absl::IsFailedPrecondition(stopped) ? absl::OkStatus() : stopped;  // It has ended: fine.
  }
  return absl::InvalidArgumentError("a message of a submission out of turn");
}

absl::Status SubmitSession::Begin(const v1::Submission& submission) {
  SLUICE_RETURN_IF_ERROR(CheckVersion("command line", submission.version(), "driver"));
  if (submission.cpu() != ThisCpu()) {
    return absl::FailedPreconditionError(
        StrCat("the application is for CPU ", submission.cpu(), ", driver and workers are ", ThisCpu()));
  }
  SLUICE_RETURN_IF_ERROR(CheckTexts(submission));
  const ExecutableKey key = FromProto(submission.executable());
  SLUICE_RETURN_IF_ERROR(ExecutableCache::CheckKey(key));
  submission_ = submission;
  if (host_.executables().Has(key)) return Submit();
  SLUICE_ASSIGN_OR_RETURN(download_, host_.executables().Download(key));
  return AskForBytes();
}

absl::Status SubmitSession::AskForBytes() {
  while (auto range = download_->NextRange()) {
    SLUICE_RETURN_IF_ERROR(link_->Send(ToClient([&](v1::SubmitToClient& message) {
      message.mutable_want()->set_offset(range->offset);
      message.mutable_want()->set_bytes(range->bytes);
    })));
  }
  return absl::OkStatus();
}

absl::Status SubmitSession::Submit() {
  download_.reset();
  SLUICE_ASSIGN_OR_RETURN(application_, host_.Submit(submission_));
  SLUICE_RETURN_IF_ERROR(SendSubmitted());
  if (submission_.follow()) {
    Follow({});
  } else {
    link_->Close(absl::OkStatus());
  }
  return absl::OkStatus();
}

absl::Status SubmitSession::ComeBack(const v1::FollowSubmitted& follow) {
  SLUICE_RETURN_IF_ERROR(CheckVersion("command line", follow.version(), "driver"));
  SLUICE_RETURN_IF_ERROR(host_.Find(ApplicationId(follow.application())).status());
  application_ = ApplicationId(follow.application());
  SLUICE_RETURN_IF_ERROR(SendSubmitted());
  Follow(follow.from());
  return absl::OkStatus();
}

absl::Status SubmitSession::SendSubmitted() {
  return link_->Send(ToClient(
      [&](v1::SubmitToClient& message) { message.mutable_submitted()->set_application(application_.value()); }));
}

void SubmitSession::Follow(const v1::OutputOffsets& from) {
  const auto send = [this](const v1::Output& output, std::string bytes) {
    return link_->Send(ToClient([&](v1::SubmitToClient& message) { *message.mutable_output() = output; },
                                {Buffer::FromString(std::move(bytes))}));
  };
  // The follower is cancelled before this object goes away: both live until the link is closed.
  follower_ =
      std::make_shared<LogFollower>(host_, mailbox_, LogFollower::Options{application_, LogPlace::kDriver, true, from},
                                    send, [this](absl::Status status) { SendEnd(status); });
  follower_->Start();
  SendNotices();
}

void SubmitSession::SendNotices() {
  if (closed_) return;
  for (const std::string& text : host_.Notices(application_, notices_sent_)) {
    ++notices_sent_;
    (void)link_->Send(ToClient([&](v1::SubmitToClient& message) { message.mutable_notice()->set_text(text); }));
  }
  mailbox_.PostAfter(kNoticesEvery, [self = shared_from_this()] { self->SendNotices(); });
}

void SubmitSession::SendEnd(const absl::Status& status) {
  auto application = host_.Find(application_);
  if (!status.ok() || !application.ok()) return link_->Close(status.ok() ? application.status() : status);
  SendNotices();
  (void)link_->Send(ToClient([&](v1::SubmitToClient& message) {
    v1::Ended& ended = *message.mutable_ended();
    ended.set_application(application->application());
    ended.set_state(application->state());
    ended.set_exit_code(application->exit_code());
    ended.set_message(application->message());
  }));
  link_->Close(absl::OkStatus());
}

}  // namespace sluice
