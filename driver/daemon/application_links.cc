#include "driver/daemon/application_links.h"

#include <algorithm>
#include <utility>

namespace sluice {

void ApplicationLinks::Announce(const ApplicationId& id, std::shared_ptr<ApplicationSession> session) {
  applications_[id].session = std::move(session);
}

void ApplicationLinks::EndDriver(const ApplicationId& id) { applications_[id].session = nullptr; }

bool ApplicationLinks::Send(const ApplicationId& id, const v1::DaemonToApplication& message) {
  const auto found = applications_.find(id);
  if (found == applications_.end() || found->second.session == nullptr) return false;
  ApplicationSession& session = *found->second.session;
  return session.open() && session.Send(message).ok();
}

void ApplicationLinks::SendHeartbeats() {
  for (const auto& [id, application] : applications_) (void)Send(id, {});
}

void ApplicationLinks::Notify(const ApplicationId& id, const std::string& text) {
  v1::DaemonToApplication message;
  message.mutable_notice()->set_text(text);
  if (Send(id, message)) return;
  std::vector<std::string>& notices = applications_[id].notices;
  if (notices.size() < kNoticesMax) notices.push_back(text);
}

std::vector<std::string> ApplicationLinks::Notices(const ApplicationId& id, size_t from) const {
  const auto found = applications_.find(id);
  if (found == applications_.end()) return {};
  const std::vector<std::string>& all = found->second.notices;
  return {all.begin() + std::min(from, all.size()), all.end()};
}

const v1::ApplicationStatus* ApplicationLinks::StatusOf(const ApplicationId& id) const {
  const auto found = applications_.find(id);
  return found == applications_.end() ? nullptr : &found->second.status;
}

}  // namespace sluice
