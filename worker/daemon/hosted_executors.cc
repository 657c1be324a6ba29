#include "worker/daemon/hosted_executors.h"

#include <optional>

#include "common/base/buffer.h"
#include "common/base/status.h"
#include "common/base/version_check.h"

namespace sluice {
namespace {

constexpr size_t kAskedMax = 64;

// That life is known to be over, or a later one has begun.
bool IsLate(const v1::DriverPlace& news, const v1::DriverPlace& known) {
  return news.life() < known.life() || (news.life() == known.life() && known.address().empty());
}

v1::ToHosted LeaveMessage() {
  v1::ToHosted message;
  message.mutable_leave();
  return message;
}

}  // namespace

class HostedExecutors::HostSession : public Session {
 public:
  HostSession(HostedExecutors& owner, std::shared_ptr<Link> link) : owner_(owner), link_(std::move(link)) {}

  void OnFrame(Frame frame) override {
    const absl::Status received = name_.has_value() ? Receive(frame) : ReceiveName(frame);
    if (!received.ok()) link_->Close(received);
  }
  void OnClosed(const absl::Status&) override {
    if (name_.has_value()) owner_.Remove(*name_, link_);
  }

 private:
  absl::Status ReceiveName(const Frame& frame) {
    SLUICE_ASSIGN_OR_RETURN(const v1::Hosted hosted, ParseHead<v1::Hosted>(frame));
    SLUICE_RETURN_IF_ERROR(owner_.Add(hosted, link_));
    name_ = Name(hosted.application(), hosted.executor());
    return absl::OkStatus();
  }
  absl::Status Receive(const Frame& frame) {
    SLUICE_ASSIGN_OR_RETURN(const v1::HostedSays says, ParseHead<v1::HostedSays>(frame));
    if (says.has_metrics()) {
      owner_.TellMetrics(*name_, Join(frame.body));
    } else {
      owner_.said_exit_codes_[*name_] = says.exit_code();
    }
    return absl::OkStatus();
  }

  HostedExecutors& owner_;
  const std::shared_ptr<Link> link_;
  std::optional<Name> name_;  // Once it has said who it is.
};

std::shared_ptr<Session> HostedExecutors::Accept(std::shared_ptr<Link> link) {
  return std::make_shared<HostSession>(*this, std::move(link));
}

absl::Status HostedExecutors::Add(const v1::Hosted& hosted, const std::shared_ptr<Link>& link) {
  SLUICE_RETURN_IF_ERROR(CheckVersion("executor", hosted.version(), "worker"));
  const Name name(hosted.application(), hosted.executor());
  if (!runs_here_(name)) {
    return absl::NotFoundError(StrCat("this worker runs no executor ", name.second, " of ", name.first));
  }
  links_[name] = link;
  v1::ToHosted welcome;
  const auto place = places_.find(name.first);
  *welcome.mutable_place() = place == places_.end() ? v1::DriverPlace() : place->second;
  SLUICE_RETURN_IF_ERROR(link->Send(ToFrame(welcome)));
  return leaving_.contains(name) ? link->Send(ToFrame(LeaveMessage())) : absl::OkStatus();
}

void HostedExecutors::Remove(const Name& name, const std::shared_ptr<Link>& link) {
  const auto found = links_.find(name);
  if (found == links_.end() || found->second != link) return;
  links_.erase(found);
  TellMetrics(name, absl::UnavailableError("the executor has hung up"));
}

void HostedExecutors::AskMetrics(const Name& name, MetricsTold told) {
  const auto link = links_.find(name);
  if (link == links_.end()) {
    return told(absl::NotFoundError(StrCat("no executor ", name.second, " of ", name.first, " runs here")));
  }
  std::vector<MetricsTold>& asked = asked_[name];
  if (asked.size() >= kAskedMax) return told(absl::ResourceExhaustedError("the executor does not answer"));
  asked.push_back(std::move(told));
  v1::ToHosted message;
  message.mutable_ask_metrics();
  Send(link->second, message);
}

void HostedExecutors::TellMetrics(const Name& name, const absl::StatusOr<std::string>& text) {
  const auto asked = asked_.extract(name);
  if (asked.empty()) return;
  for (const MetricsTold& told : asked.mapped()) told(text);
}

void HostedExecutors::SetPlace(const v1::DriverPlace& place) {
  const ApplicationId application(place.application());
  const auto known = places_.find(application);
  if (known != places_.end() && IsLate(place, known->second)) return;
  places_[application] = place;
  for (const auto& [name, link] : links_) {
    if (name.first != application) continue;
    v1::ToHosted message;
    *message.mutable_place() = place;
    Send(link, message);
  }
}

ChildExit HostedExecutors::TakeExit(const Name& name, const ChildExit& seen) {
  const auto said = said_exit_codes_.extract(name);
  return seen.is_known || said.empty() ? seen : ChildExit{.code = said.mapped()};
}

void HostedExecutors::Send(const std::shared_ptr<Link>& link, const v1::ToHosted& message) {
  const absl::Status sent = link->Send(ToFrame(message));
  if (!sent.ok()) link->Close(sent);  // It calls again, and is told then.
}

void HostedExecutors::Leave(const Name& name) {
  leaving_.insert(name);
  if (const auto link = links_.find(name); link != links_.end()) Send(link->second, LeaveMessage());
}

void HostedExecutors::Forget(const ApplicationId& application) { places_.erase(application); }

}  // namespace sluice
