#include "worker/daemon/hosted_executors.h"

#include <optional>

#include "common/base/status.h"
#include "common/base/version_check.h"

namespace sluice {
namespace {

// That life is known to be over, or a later one has begun.
bool IsLate(const v1::DriverPlace& news, const v1::DriverPlace& known) {
  return news.life() < known.life() || (news.life() == known.life() && known.address().empty());
}

}  // namespace

class HostedExecutors::HostSession : public Session {
 public:
  HostSession(HostedExecutors& owner, std::shared_ptr<Link> link) : owner_(owner), link_(std::move(link)) {}

  void OnFrame(Frame frame) override {
    const absl::StatusOr<v1::Hosted> hosted = ParseHead<v1::Hosted>(frame);
    const absl::Status added = hosted.ok() ? owner_.Add(*hosted, link_) : hosted.status();
    if (!added.ok()) return link_->Close(added);
    name_ = Name(hosted->application(), hosted->executor());
  }
  void OnClosed(const absl::Status&) override {
    if (name_.has_value()) owner_.Remove(*name_, link_);
  }

 private:
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
  const auto place = places_.find(name.first);
  return link->Send(ToFrame(place == places_.end() ? v1::DriverPlace() : place->second));
}

void HostedExecutors::Remove(const Name& name, const std::shared_ptr<Link>& link) {
  const auto found = links_.find(name);
  if (found != links_.end() && found->second == link) links_.erase(found);
}

void HostedExecutors::SetPlace(const v1::DriverPlace& place) {
  const ApplicationId application(place.application());
  const auto known = places_.find(application);
  if (known != places_.end() && IsLate(place, known->second)) return;
  places_[application] = place;
  for (const auto& [name, link] : links_) {
    if (name.first != application) continue;
    const absl::Status sent = link->Send(ToFrame(place));
    if (!sent.ok()) link->Close(sent);  // It calls again, and is told then.
  }
}

void HostedExecutors::Forget(const ApplicationId& application) { places_.erase(application); }

}  // namespace sluice
