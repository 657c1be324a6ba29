#include "state/checkpoint/lease_claim.h"

#include <algorithm>
#include <utility>

namespace sluice {
namespace {

constexpr absl::Duration kPatienceMax = absl::Minutes(1);

}  // namespace

LeaseClaim::Decision LeaseClaim::OnSeen(const SeenLease& seen, absl::Time now) {
  const bool is_first = !seen_.has_value();
  const bool has_changed = !is_first && *seen_ != seen;
  if (is_first || has_changed) {
    seen_ = seen;
    holder_ = HolderOf(seen);
    since_ = now;
  }
  if (seen.token == 0 || IsOver()) return Decision::kTake;
  const bool is_later_life =
      holder_.has_value() && holder_->application == claimant_.application && holder_->driver_life > claimant_.life;
  if (is_later_life || (has_changed && holder_.has_value())) return Decision::kRefuse;
  return Silence(now) >= PatienceNeeded() ? Decision::kTake : Decision::kWait;
}

bool LeaseClaim::IsOver() const {
  if (!holder_.has_value()) return false;
  const bool is_former_life = holder_->application == claimant_.application && holder_->driver_life < claimant_.life;
  return holder_->is_given_back || is_former_life || has_ended_(holder_->holder);
}

absl::Duration LeaseClaim::PatienceNeeded() const {
  if (!holder_.has_value()) return kLeaseTimeToLive;
  return std::clamp(absl::Milliseconds(holder_->time_to_live_millis), kLeaseTimeToLive, kPatienceMax);
}

std::string LeaseClaim::HolderText() const { return sluice::HolderText(seen_.value_or(SeenLease())); }

}  // namespace sluice
