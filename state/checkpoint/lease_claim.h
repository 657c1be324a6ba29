#ifndef SLUICE_STATE_CHECKPOINT_LEASE_CLAIM_H_
#define SLUICE_STATE_CHECKPOINT_LEASE_CLAIM_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "state/checkpoint/lease_place.h"

namespace sluice {

// Whether somebody who wants a lease may take it: what is seen of it comes in, again and again, and a decision goes
// out. Pure: `now` is the steady clock of who wants it, and no other clock matters.
class LeaseClaim {
 public:
  enum class Decision {
    kTake,    // Nobody has it, or its holder is over: given back, ended, a former life, or silent for long enough.
    kWait,    // Nobody knows yet whether its holder lives: look again in a while.
    kRefuse,  // It does.
  };
  struct Claimant {
    std::string application;
    int64_t life = 0;  // Who starts the application's driver vouches that former lives are over.
  };
  LeaseClaim(Claimant claimant, std::function<bool(const LeaseHolder&)> has_ended)
      : claimant_(std::move(claimant)), has_ended_(std::move(has_ended)) {}

  Decision OnSeen(const SeenLease& seen, absl::Time now);

  // Of whoever holds what was seen last; nothing if it does not say.
  const std::optional<LeaseRecord>& holder() const { return holder_; }
  std::string HolderText() const;
  // So long it has been seen unchanged, and so long it must have been.
  absl::Duration Silence(absl::Time now) const { return now - since_; }
  absl::Duration PatienceNeeded() const;

 private:
  bool IsOver() const;

  const Claimant claimant_;
  const std::function<bool(const LeaseHolder&)> has_ended_;
  std::optional<SeenLease> seen_;
  std::optional<LeaseRecord> holder_;
  absl::Time since_;
};

}  // namespace sluice

#endif  // SLUICE_STATE_CHECKPOINT_LEASE_CLAIM_H_
