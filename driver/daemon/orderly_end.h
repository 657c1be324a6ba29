#ifndef SLUICE_DRIVER_DAEMON_ORDERLY_END_H_
#define SLUICE_DRIVER_DAEMON_ORDERLY_END_H_

#include <memory>
#include <vector>

#include "common/actor/runtime.h"
#include "common/net/session.h"

namespace sluice {

// The end of the daemon in order: when no application runs any more, users who wait for one have a moment to hear how
// it has ended. Used in the daemon's mailbox only, but for Wait.
class OrderlyEnd {
 public:
  static constexpr absl::Duration kTellingLimit = absl::Seconds(2);

  OrderlyEnd(Runtime& runtime, Mailbox& mailbox) : runtime_(runtime), mailbox_(mailbox), over_(runtime.NewEvent()) {}

  // A conversation with a user. It is over when the session is gone.
  void AddUser(std::weak_ptr<Session> user) {
    ForgetThoseWhoLeft();
    users_.push_back(std::move(user));
  }
  void Begin() { has_begun_ = true; }
  // Does nothing before Begin.
  void OnNothingRuns() {
    if (has_begun_) LetUsersHear(runtime_.clock().Now() + kTellingLimit);
  }
  // Returns when all is over, or after `limit`.
  void Wait(absl::Duration limit) { over_->Wait(limit); }

 private:
  void ForgetThoseWhoLeft() {
    std::erase_if(users_, [](const auto& user) { return user.expired(); });
  }
  void LetUsersHear(absl::Time until) {
    ForgetThoseWhoLeft();
    if (users_.empty() || runtime_.clock().Now() >= until) return over_->Set();
    mailbox_.PostAfter(absl::Milliseconds(20), [this, until] { LetUsersHear(until); });
  }

  Runtime& runtime_;
  Mailbox& mailbox_;
  const std::shared_ptr<Event> over_;
  bool has_begun_ = false;
  std::vector<std::weak_ptr<Session>> users_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_ORDERLY_END_H_
