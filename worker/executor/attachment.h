#ifndef SLUICE_WORKER_EXECUTOR_ATTACHMENT_H_
#define SLUICE_WORKER_EXECUTOR_ATTACHMENT_H_

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/actor/backoff.h"
#include "common/base/ids.h"
#include "common/settings/executor.h"
#include "worker/executor/driver_place.h"

namespace sluice {

// Whether this executor belongs to its driver at the moment, and what follows from that. Facts and `now` come in,
// actions go out.
//
//   Connecting -> Attached -> Waiting -> Connecting ...; any -> Orphaned -> Connecting; any -> Ended
//
// Without a word from the driver for a lease, receivers stop: it has started them elsewhere by then. An executor that
// is told that its driver's life is over is an orphan: it tries no address until it is told another one, and receivers
// go on, since nobody has started them elsewhere. Blocks stay, until no driver was heard of for the whole limit. While
// this executor itself could not listen, because it was called too late, nobody counts as silent.
class Attachment {
 public:
  enum class Action {
    kConnect,        // Open a link to address() and say who we are, what we hold and run.
    kSendHeartbeat,  // Nothing was sent for a while.
    kCloseLink,      // Give it up, as last_error() says.
    kRefuseDriver,   // It is of an earlier life than this executor has been in: hang up.
    kDropWork,       // Cancel tasks, forget reports: the driver has given us up, or will.
    kStopReceivers,
    kEnterLife,  // The driver is another one than before: what that one had ordered is void, but for receivers.
  };
  using Actions = std::vector<Action>;

  Attachment(Backoff backoff, std::string address, absl::Duration limit, absl::Time now);

  // What the driver says when it takes us.
  struct Terms {
    DriverLife life;
    absl::Duration heartbeat;
    absl::Duration lease;
  };
  Actions OnAttached(const Terms& terms, absl::Time now);
  // What is said of a life that is known to be over, or of a former one, changes nothing.
  Actions OnPlace(const DriverPlace& place, absl::Time now);
  void OnFrame(absl::Time now) { last_heard_ = now; }
  void OnSent(absl::Time now) { last_sent_ = now; }
  // `reason` as the link gave it: FAILED_PRECONDITION, NOT_FOUND and the like mean that no later attempt will do.
  Actions OnClosed(const absl::Status& reason, absl::Time now);
  Actions OnTime(absl::Time now);
  absl::Time next_time() const;  // When OnTime has something to do, unless something else happens.

  bool attached() const { return state_ == State::kAttached; }
  bool has_link() const { return attached() || state_ == State::kConnecting; }
  const std::string& address() const { return address_; }  // Where the driver is, as far as is known.
  absl::Duration heartbeat() const { return heartbeat_; }  // The driver is to hear something so often.
  DriverLife life() const { return life_; }  // The driver that has taken us last is of it; it never goes back.
  const absl::Status& last_error() const { return last_error_; }       // Why it is not attached, or was not.
  const std::optional<absl::Status>& ended() const { return ended_; }  // Why.

 private:
  enum class State { kConnecting, kAttached, kWaiting, kOrphaned, kEnded };

  Actions Refuse(DriverLife former, absl::Time now);
  Actions Lose(absl::Time now);
  void ForgiveStall(absl::Time now);
  Actions GiveUp(const char* why);
  void End(absl::Status why);
  // The driver may start our receivers elsewhere while we are away.
  bool HasDriver() const { return over_ < life_; }

  const absl::Duration limit_;
  Backoff backoff_;
  absl::Duration heartbeat_ = settings::kExecutorHeartbeat.fallback;
  absl::Duration lease_ = settings::kExecutorLease.fallback;

  State state_ = State::kWaiting;
  std::string address_;
  DriverLife life_;
  DriverLife over_;        // This life of the driver has ended, and those before.
  absl::Time last_heard_;  // The driver was heard then, or it started.
  absl::Time last_sent_;
  absl::Time connect_at_;  // Set while it waits.
  absl::Time give_up_at_;  // Set while it connects.
  bool receivers_stopped_ = true;
  absl::Status last_error_;
  std::optional<absl::Status> ended_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_ATTACHMENT_H_
