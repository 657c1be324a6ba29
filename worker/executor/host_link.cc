#include "worker/executor/host_link.h"

#include <utility>

#include "common/base/version.h"
#include "common/net/conversations.h"
#include "common/observe/logging.h"
#include "proto/host.pb.h"

namespace sluice {
namespace {

constexpr absl::Duration kConnectTimeout = absl::Seconds(5);
constexpr BackoffOptions kBackoff{.first = absl::Milliseconds(50), .max = absl::Seconds(5)};

bool IsRefusal(const absl::Status& reason) {
  return absl::IsFailedPrecondition(reason) || absl::IsNotFound(reason) || absl::IsInvalidArgument(reason) ||
         absl::IsUnimplemented(reason);
}

}  // namespace

class HostLink::HostSession : public Session {
 public:
  explicit HostSession(HostLink& owner) : owner_(owner) {}
  void OnFrame(Frame frame) override { owner_.OnFrame(frame); }
  void OnClosed(const absl::Status& reason) override { owner_.OnClosed(reason); }

 private:
  HostLink& owner_;
};

HostLink::HostLink(Runtime& runtime, Transport& transport, Options options, std::function<void(DriverPlace)> on_place)
    : transport_(transport),
      options_(std::move(options)),
      on_place_(std::move(on_place)),
      backoff_(runtime, kBackoff),
      mailbox_(runtime.NewMailbox("host-link")),
      postbox_(std::make_shared<Postbox>(*mailbox_)) {
  postbox_->Post([this] { Connect(); });
}

HostLink::~HostLink() {
  postbox_->Close();
  mailbox_.reset();
  if (link_ != nullptr) link_->Close(absl::OkStatus());
}

void HostLink::Connect() {
  session_ = std::make_shared<HostSession>(*this);
  link_ = transport_.Connect(options_.daemon, conversations::kHost, kConnectTimeout,
                             PostTo(postbox_, std::weak_ptr<Session>(session_)));
  v1::Hosted hosted;
  hosted.set_version(kVersion);
  hosted.set_application(options_.application.value());
  hosted.set_executor(options_.executor.value());
  (void)link_->Send(ToFrame(hosted));  // What is wrong with the link comes as its end.
}

void HostLink::OnFrame(const Frame& frame) {
  absl::StatusOr<v1::DriverPlace> place = ParseHead<v1::DriverPlace>(frame);
  if (!place.ok()) return link_->Close(place.status());
  backoff_.Reset();
  on_place_({DriverLife(place->life()), place->address()});
}

void HostLink::OnClosed(const absl::Status& reason) {
  if (!IsRefusal(reason)) return postbox_->PostAfter(backoff_.Next(), [this] { Connect(); });
  LogWarning("executor", "its worker daemon at ", options_.daemon, " does not know it: ", reason.message());
}

}  // namespace sluice
