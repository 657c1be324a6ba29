#ifndef SLUICE_DRIVER_SERVE_SUBMIT_SESSION_H_
#define SLUICE_DRIVER_SERVE_SUBMIT_SESSION_H_

#include <memory>
#include <string>

#include "common/net/session.h"
#include "driver/serve/log_follower.h"

namespace sluice {

// Receives an application, its executable unless that is known, and follows it to its end; or goes on with that for a
// client that has come back. When the client goes away the application goes on.
class SubmitSession : public Session, public std::enable_shared_from_this<SubmitSession> {
 public:
  SubmitSession(ClusterHost& host, Mailbox& mailbox, std::shared_ptr<Link> link)
      : host_(host), mailbox_(mailbox), link_(std::move(link)) {}

  void OnFrame(Frame frame) override;
  void OnClosed(const absl::Status& reason) override;

 private:
  absl::Status Receive(const v1::SubmitToDriver& message, Buffers body);
  absl::Status Begin(const v1::Submission& submission);
  absl::Status AskForBytes();
  absl::Status Submit();
  absl::Status ComeBack(const v1::FollowSubmitted& follow);
  absl::Status SendSubmitted();
  void Follow(const v1::OutputOffsets& from);
  void SendNotices();
  void SendEnd(const absl::Status& status);

  ClusterHost& host_;
  Mailbox& mailbox_;
  const std::shared_ptr<Link> link_;
  v1::Submission submission_;
  std::unique_ptr<ExecutableDownload> download_;
  ApplicationId application_;  // Empty until it is submitted.
  std::shared_ptr<LogFollower> follower_;
  size_t notices_sent_ = 0;
  bool closed_ = false;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SERVE_SUBMIT_SESSION_H_
