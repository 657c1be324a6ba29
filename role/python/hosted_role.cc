#include "role/python/hosted_role.h"

#include <utility>

namespace sluice {

absl::StatusOr<std::unique_ptr<HostedRole>> HostedRole::Start(Role role) {
  std::unique_ptr<HostedRole> hosted(new HostedRole(std::move(role)));
  MutexLock lock(&hosted->mu_);
  hosted->changed_.Wait(hosted->mu_, [&hosted] { return hosted->application_ != nullptr || hosted->role_code_; });
  if (hosted->application_ != nullptr) return hosted;
  return absl::AbortedError("the application did not start; its log says why");
}

HostedRole::HostedRole(Role role) {
  thread_->Post([this, role = std::move(role)] { Run(role); });
}

HostedRole::~HostedRole() { End(0); }

void HostedRole::Run(const Role& role) {
  const int code = role([this](Application& application) {
    MutexLock lock(&mu_);
    application_ = &application;
    changed_.NotifyAll();
    changed_.Wait(mu_, [this] { return program_code_.has_value(); });
    return *program_code_;
  });
  MutexLock lock(&mu_);
  role_code_ = code;
  changed_.NotifyAll();
}

Application& HostedRole::application() {
  MutexLock lock(&mu_);
  return *application_;
}

int HostedRole::End(int exit_code) {
  MutexLock lock(&mu_);
  if (!program_code_.has_value()) program_code_ = exit_code;
  changed_.NotifyAll();
  changed_.Wait(mu_, [this] { return role_code_.has_value(); });
  return *role_code_;
}

}  // namespace sluice
