#ifndef SLUICE_ROLE_PYTHON_HOSTED_ROLE_H_
#define SLUICE_ROLE_PYTHON_HOSTED_ROLE_H_

#include <functional>
#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "common/actor/condition.h"
#include "common/base/mutex.h"
#include "role/user_main_call.h"

namespace sluice {

// A role that runs in a thread of its own, and whose application lives until End: what the program of a C++ application
// does in its function, a program in Python does beside it. Thread-safe.
class HostedRole {
 public:
  using Role = std::function<int(const UserMain&)>;
  // Returns when there is an application. ABORTED: the role has ended before; its log says why.
  static absl::StatusOr<std::unique_ptr<HostedRole>> Start(Role role);
  // Ends it, if End was not called.
  ~HostedRole();

  Application& application();
  // Its program has ended with that exit code. Returns the role's own, once it is over. The first call counts.
  int End(int exit_code);

 private:
  explicit HostedRole(Role role);
  void Run(const Role& role);

  Mutex mu_;
  Condition changed_{ThreadRuntime()};
  Application* application_ ABSL_GUARDED_BY(mu_) = nullptr;
  std::optional<int> program_code_ ABSL_GUARDED_BY(mu_);
  std::optional<int> role_code_ ABSL_GUARDED_BY(mu_);
  const std::unique_ptr<Mailbox> thread_ = ThreadRuntime().NewMailbox("role");  // The last one: it uses all of them.
};

}  // namespace sluice

#endif  // SLUICE_ROLE_PYTHON_HOSTED_ROLE_H_
