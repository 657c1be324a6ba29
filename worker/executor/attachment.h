#ifndef SLUICE_WORKER_EXECUTOR_ATTACHMENT_H_
#define SLUICE_WORKER_EXECUTOR_ATTACHMENT_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/actor/backoff.h"

namespace sluice {

// Whether this executor belongs to its driver at the moment, and what follows from that. Facts and `now` come in,
// actions go out.
//
//   Connecting -> Attached -> Waiting -> Connecting ...; any -> Ended
//
// Without a word from the driver for a lease, receivers stop: it has started them elsewhere by then. Blocks stay, until
// the driver has been away for the whole limit.
class Attachment {
 public:
  enum class Action {
    kConnect,        // Open a link and say who we are, what we hold and run.
    kSendHeartbeat,  // Nothing was sent for a while.
    kCloseLink,      // It is silent: give it up.
    kDropWork,       // Cancel tasks, forget reports: the driver has given us up, or will.
    kStopReceivers,
  };
  using Actions = std::vector<Action>;

  Attachment(Backoff backoff, absl::Duration limit, absl::Time now);

  Actions OnAttached(absl::Duration heartbeat, absl::Duration lease, absl::Time now);
  void OnFrame(absl::Time now) { last_heard_ = now; }
  void OnSent(absl::Time now) { last_sent_ = now; }
  // `reason` as the link gave it: FAILED_PRECONDITION, NOT_FOUND and the like mean that no later attempt will do.
  Actions OnClosed(const absl::Status& reason, absl::Time now);
  Actions OnTime(absl::Time now);
  absl::Time next_time() const;  // When OnTime has something to do, unless something else happens.

  bool attached() const { return state_ == State::kAttached; }
  bool has_link() const { return attached() || state_ == State::kConnecting; }
  const std::optional<absl::Status>& ended() const { return ended_; }  // Why.

 private:
  enum class State { kConnecting, kAttached, kWaiting, kEnded };

  Actions Lose(absl::Time now);
  void End(absl::Status why);

  const absl::Duration limit_;
  Backoff backoff_;
  absl::Duration heartbeat_ = absl::Milliseconds(250);
  absl::Duration lease_ = absl::Milliseconds(2500);

  State state_ = State::kWaiting;
  absl::Time last_heard_;  // From the driver, or the start.
  absl::Time last_sent_;
  absl::Time connect_at_;  // While waiting.
  absl::Time give_up_at_;  // While connecting.
  bool receivers_stopped_ = true;
  absl::Status last_error_;
  std::optional<absl::Status> ended_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_ATTACHMENT_H_
