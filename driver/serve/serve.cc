#include "driver/serve/serve.h"

#include <utility>

#include "common/base/version_check.h"
#include "common/net/conversations.h"
#include "common/process/executable_proto.h"
#include "driver/serve/drain_session.h"
#include "driver/serve/log_follower.h"
#include "driver/serve/request_session.h"
#include "driver/serve/submit_session.h"

namespace sluice {
namespace {

constexpr absl::Duration kLookEvery = absl::Milliseconds(50);

class StatusSession : public RequestSession<v1::StatusRequest> {
 public:
  StatusSession(ClusterHost& host, std::shared_ptr<Link> link) : RequestSession(std::move(link)), host_(host) {}

 private:
  absl::Status Answer(const v1::StatusRequest& request) override {
    SLUICE_RETURN_IF_ERROR(CheckVersion("command line", request.version(), "driver"));
    SLUICE_RETURN_IF_ERROR(link_->Send(ToFrame(host_.Describe())));
    link_->Close(absl::OkStatus());
    return absl::OkStatus();
  }

  ClusterHost& host_;
};

class FetchSession : public RequestSession<v1::FetchRequest> {
 public:
  FetchSession(ClusterHost& host, std::shared_ptr<Link> link) : RequestSession(std::move(link)), host_(host) {}

 private:
  absl::Status Answer(const v1::FetchRequest& request) override {
    SLUICE_RETURN_IF_ERROR(CheckVersion("worker", request.version(), "driver"));
    const ExecutableKey key = FromProto(request.executable());
    SLUICE_RETURN_IF_ERROR(ExecutableCache::CheckKey(key));
    SLUICE_ASSIGN_OR_RETURN(
        Buffer bytes, ReadExecutable(host_.executables().PathOf(key), request.want().offset(), request.want().bytes()));
    v1::Chunk chunk;
    chunk.set_offset(request.want().offset());
    return link_->Send(ToFrame(chunk, {std::move(bytes)}));
  }

  ClusterHost& host_;
};

class KillSession : public RequestSession<v1::KillRequest>, public std::enable_shared_from_this<KillSession> {
 public:
  KillSession(ClusterHost& host, Mailbox& mailbox, std::shared_ptr<Link> link)
      : RequestSession(std::move(link)), host_(host), mailbox_(mailbox) {}

 private:
  absl::Status Answer(const v1::KillRequest& request) override {
    SLUICE_RETURN_IF_ERROR(CheckVersion("command line", request.version(), "driver"));
    SLUICE_RETURN_IF_ERROR(host_.Kill(ApplicationId(request.application()), !request.now()));
    ReportEnd(ApplicationId(request.application()));
    return absl::OkStatus();
  }

  void ReportEnd(const ApplicationId& id) {
    if (closed_) return;
    auto application = host_.Find(id);
    if (!application.ok()) return link_->Close(application.status());
    if (!HasEnded(*application)) {
      return mailbox_.PostAfter(kLookEvery, [self = shared_from_this(), id] { self->ReportEnd(id); });
    }
    v1::Ended ended;
    ended.set_application(id.value());
    ended.set_state(application->state());
    ended.set_exit_code(application->exit_code());
    ended.set_message(application->message());
    (void)link_->Send(ToFrame(ended));
    link_->Close(absl::OkStatus());
  }

  ClusterHost& host_;
  Mailbox& mailbox_;
};

class UndrainSession : public RequestSession<v1::DrainRequest> {
 public:
  UndrainSession(ClusterHost& host, std::shared_ptr<Link> link) : RequestSession(std::move(link)), host_(host) {}

 private:
  absl::Status Answer(const v1::DrainRequest& request) override {
    SLUICE_RETURN_IF_ERROR(CheckVersion("command line", request.version(), "driver"));
    SLUICE_RETURN_IF_ERROR(host_.SetDrained(WorkerId(request.worker()), false));
    v1::UndrainDone done;
    done.set_worker(request.worker());
    SLUICE_RETURN_IF_ERROR(link_->Send(ToFrame(done)));
    link_->Close(absl::OkStatus());
    return absl::OkStatus();
  }

  ClusterHost& host_;
};

class LogsSession : public RequestSession<v1::LogsRequest> {
 public:
  LogsSession(ClusterHost& host, Mailbox& mailbox, std::shared_ptr<Link> link)
      : RequestSession(std::move(link)), host_(host), mailbox_(mailbox) {}
  void OnClosed(const absl::Status& reason) override {
    RequestSession::OnClosed(reason);
    if (follower_ != nullptr) follower_->Cancel();
  }

 private:
  absl::Status Answer(const v1::LogsRequest& request) override {
    SLUICE_RETURN_IF_ERROR(CheckVersion("command line", request.version(), "driver"));
    const ApplicationId id(request.application());
    SLUICE_RETURN_IF_ERROR(host_.Find(id).status());
    const auto send = [link = link_](const v1::Output& output, std::string bytes) {
      return link->Send(ToFrame(output, {Buffer::FromString(std::move(bytes))}));
    };
    v1::Output there;
    there.set_next_offset(request.from().output());
    SLUICE_RETURN_IF_ERROR(link_->Send(ToFrame(there)));
    follower_ = std::make_shared<LogFollower>(
        host_, mailbox_, LogFollower::Options{id, request.executor(), request.follow(), request.from()}, send,
        [link = link_](absl::Status status) { link->Close(status); });
    follower_->Start();
    return absl::OkStatus();
  }

  ClusterHost& host_;
  Mailbox& mailbox_;
  std::shared_ptr<LogFollower> follower_;
};

}  // namespace

std::shared_ptr<Session> NewServeSession(const std::string& conversation, ClusterHost& host, Mailbox& mailbox,
                                         std::shared_ptr<Link> link) {
  if (conversation == conversations::kSubmit) {
    return std::make_shared<SubmitSession>(host, mailbox, std::move(link));
  }
  if (conversation == conversations::kStatus) return std::make_shared<StatusSession>(host, std::move(link));
  if (conversation == conversations::kKill) return std::make_shared<KillSession>(host, mailbox, std::move(link));
  if (conversation == conversations::kDrain) return std::make_shared<DrainSession>(host, mailbox, std::move(link));
  if (conversation == conversations::kUndrain) return std::make_shared<UndrainSession>(host, std::move(link));
  if (conversation == conversations::kLogs) return std::make_shared<LogsSession>(host, mailbox, std::move(link));
  if (conversation == conversations::kFetch) return std::make_shared<FetchSession>(host, std::move(link));
  return nullptr;
}

}  // namespace sluice
