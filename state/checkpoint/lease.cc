#include "state/checkpoint/lease.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/status.h"
#include "common/observe/logging.h"
#include "state/checkpoint/lease_claim.h"

namespace sluice {
namespace {

constexpr char kLog[] = "checkpoint";
constexpr absl::Duration kBetweenLooks = absl::Milliseconds(100);
constexpr absl::Duration kSilenceWorthSaying = absl::Seconds(3);
constexpr absl::Duration kTakingMax = absl::Minutes(3);

absl::Status RefusedBy(const std::string& directory, const std::string& holder) {
  return absl::FailedPreconditionError(
      StrCat("the checkpoint directory ", directory, " is in use by another program: ", holder,
             "; stop that one, or give each program a checkpoint directory of its own"));
}

}  // namespace

Lease::Lease(Runtime& runtime, Files& files, const Claim& claim, std::unique_ptr<LeasePlace> place)
    : runtime_(runtime),
      directory_(claim.directory),
      place_(std::move(place)),
      files_(files),
      renewing_(runtime),
      record_{.application = claim.application,
              .driver_life = claim.life.value(),
              .holder = claim.process,
              .since_unix_millis = absl::ToUnixMillis(runtime.clock().WallNow()),
              .time_to_live_millis = absl::ToInt64Milliseconds(kLeaseTimeToLive)} {}

absl::StatusOr<std::shared_ptr<Lease>> Lease::Take(Runtime& runtime, Files& files, const Claim& claim) {
  absl::StatusOr<std::unique_ptr<LeasePlace>> place =
      OpenLeasePlace(files, claim.directory, absl::StrFormat("%016x", runtime.Random()));
  SLUICE_RETURN_IF_ERROR(place.status());
  std::shared_ptr<Lease> lease(new Lease(runtime, files, claim, *std::move(place)));
  SLUICE_RETURN_IF_ERROR(lease->TakeIt(claim));
  lease->Begin();
  return lease;
}

absl::Status Lease::TakeIt(const Claim& claim) {
  const Clock& clock = runtime_.clock();
  LeaseClaim wish({claim.application, claim.life.value()}, HasSurelyEnded);
  bool said = false;
  for (const absl::Time give_up = clock.Now() + kTakingMax; clock.Now() < give_up;) {
    absl::StatusOr<SeenLease> seen = place_->Look();
    SLUICE_RETURN_IF_ERROR(Annotate(seen.status(), "look who uses the checkpoint directory ", directory_));
    const absl::Time now = clock.Now();
    const LeaseClaim::Decision decision = wish.OnSeen(*seen, now);
    if (decision == LeaseClaim::Decision::kRefuse) break;
    if (decision == LeaseClaim::Decision::kTake) {
      const absl::Status taken = TryToken(seen->token + 1);
      if (!absl::IsAborted(taken)) return Annotate(taken, "take the checkpoint directory ", directory_);
    }
    if (!said && wish.Silence(now) >= kSilenceWorthSaying) {
      LogWarning(kLog, "the program that used the checkpoint directory ", directory_,
                 " does not answer: ", wish.HolderText(), "; this one takes it over in ",
                 absl::FormatDuration(wish.PatienceNeeded() - wish.Silence(now)), " unless that one does");
      said = true;
    }
    runtime_.NewEvent()->Wait(kBetweenLooks);
  }
  return RefusedBy(directory_, wish.HolderText());
}

absl::Status Lease::TryToken(int64_t token) {
  const absl::Time began = runtime_.clock().Now();
  record_.token = token;
  SLUICE_RETURN_IF_ERROR(place_->Take(record_));
  MutexLock lock(&mu_);
  valid_until_ = began + kLeaseValid;
  return absl::OkStatus();
}

void Lease::Begin() {
  fenced_ = std::make_shared<FencedFiles>(
      files_, place_->DoorOf(token()), [self = weak_from_this(), directory = directory_]() -> absl::Status {
        const std::shared_ptr<Lease> lease = self.lock();
        if (lease != nullptr) return lease->Check();
        return absl::FailedPreconditionError(StrCat("the checkpoint directory ", directory, " has been given back"));
      });
  mailbox_ = runtime_.NewMailbox("lease");
  postbox_.emplace(*mailbox_);
  RenewSoon();
}

Lease::~Lease() {
  if (mailbox_ == nullptr) return;  // It was never taken.
  postbox_->Close();
  mailbox_.reset();
  {
    MutexLock lock(&mu_);
    if (!lost_.ok()) return;
  }
  record_.is_given_back = true;
  place_->Renew(record_).IgnoreError();  // Then others wait for it, as for one that was killed.
}

void Lease::RenewSoon() {
  postbox_->PostAfter(kLeaseRenewal, [this] {
    Warn(Renew());
    RenewSoon();
  });
}

void Lease::Warn(const absl::Status& renewed) {
  if (!renewed.ok() && !warned_) LogWarning(kLog, renewed.message());
  warned_ = !renewed.ok();
}

absl::Status Lease::Check() {
  {
    MutexLock lock(&mu_);
    if (!lost_.ok()) return lost_;
    if (runtime_.clock().Now() < valid_until_) return absl::OkStatus();
  }
  return Renew();
}

absl::Status Lease::Renew() {
  TurnLock turn(&renewing_);
  const absl::Time began = runtime_.clock().Now();
  {
    MutexLock lock(&mu_);
    if (!lost_.ok()) return lost_;
  }
  ++record_.renewals;
  const absl::Status renewed = place_->Renew(record_);
  if (absl::IsAborted(renewed)) return Lose();
  if (!renewed.ok()) {
    return absl::UnavailableError(
        StrCat("the lease of the checkpoint directory ", directory_, " cannot be renewed: ", renewed.message()));
  }
  MutexLock lock(&mu_);
  valid_until_ = began + kLeaseValid;
  if (runtime_.clock().Now() < valid_until_) return absl::OkStatus();
  return absl::UnavailableError(StrCat("the lease of the checkpoint directory ", directory_,
                                       " is over before it was renewed: that took ",
                                       absl::FormatDuration(runtime_.clock().Now() - began)));
}

absl::Status Lease::Lose() {
  const absl::Status error = LostError();
  LogError(kLog, error.message());
  std::function<void(const absl::Status&)> on_lost;
  {
    MutexLock lock(&mu_);
    lost_ = error;
    on_lost = on_lost_;
  }
  if (on_lost) on_lost(error);
  return error;
}

absl::Status Lease::LostError() {
  const std::string self = StrCat("this one, ", ToString(record_), ", writes nothing there any more");
  const absl::StatusOr<SeenLease> seen = place_->Look();
  if (!seen.ok()) {
    return absl::FailedPreconditionError(StrCat("this program has lost the checkpoint directory ", directory_,
                                                ", and nobody can say to whom: ", seen.status().message(), "; ", self));
  }
  if (seen->token <= token()) {
    return absl::FailedPreconditionError(StrCat("somebody has removed ", place_->PathOf(token()),
                                                ", by which programs know who uses the checkpoint directory ",
                                                directory_, ": ", self));
  }
  return absl::FailedPreconditionError(
      StrCat("the checkpoint directory ", directory_,
             " was taken over by another program, as this one did not answer: ", HolderText(*seen), "; ", self));
}

void Lease::SetOnLost(std::function<void(const absl::Status&)> on_lost) {
  absl::Status lost;
  {
    MutexLock lock(&mu_);
    on_lost_ = on_lost;
    lost = lost_;
  }
  if (!lost.ok() && on_lost) on_lost(lost);
}

}  // namespace sluice
