#include "driver/daemon/application_session.h"

#include "common/base/address.h"
#include "common/base/message_texts.h"
#include "common/base/printable.h"
#include "common/base/version_check.h"

namespace sluice {

void ApplicationSession::OnFrame(Frame frame) {
  auto message = ParseHead<v1::ApplicationToDaemon>(frame);
  const absl::Status status = message.ok() ? Receive(*message, frame) : message.status();
  if (!status.ok()) link_->Close(status);
}

absl::Status ApplicationSession::Receive(const v1::ApplicationToDaemon& message, const Frame& frame) {
  if (message.has_announce()) return Announce(message.announce());
  if (application_.value().empty()) return absl::InvalidArgumentError("an application must announce itself first");
  if (message.has_status()) {
    v1::ApplicationStatus status = message.status();
    ChangeTexts(status, [](std::string_view text) { return Shortened(text, kReasonBytesMax); });
    events_.OnStatus(application_, status);
  }
  if (message.has_finished()) events_.OnFinished(application_, message.finished().exit_code());
  if (message.has_answer()) {
    const v1::AnswerToQuestion& answer = message.answer();
    events_.OnAnswer(application_, answer.question(),
                     {.status = answer.status(), .content_type = answer.content_type(), .body = Join(frame.body)});
  }
  return absl::OkStatus();
}

absl::Status ApplicationSession::Announce(const v1::AnnounceApplication& announce) {
  SLUICE_RETURN_IF_ERROR(CheckVersion("application", announce.version(), "driver daemon",
                                      "build the application again with one of those"));
  SLUICE_RETURN_IF_ERROR(ParseAddress(announce.address()).status());
  SLUICE_RETURN_IF_ERROR(events_.CanAnnounce(announce));
  v1::DaemonToApplication welcome;
  welcome.mutable_announced()->set_version(ThisVersion());
  SLUICE_RETURN_IF_ERROR(Send(welcome));
  application_ = ApplicationId(announce.application());
  events_.OnAnnounced(shared_from_this(), announce);
  return absl::OkStatus();
}

}  // namespace sluice
