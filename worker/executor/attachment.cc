#include "worker/executor/attachment.h"

#include <algorithm>
#include <utility>

#include "common/base/str_cat.h"

namespace sluice {
namespace {

// For an Attach that tells of millions of blocks, and a driver that has much to do.
constexpr absl::Duration kConnectLimit = absl::Milliseconds(2500);

// Answers that will be the same the next time; anything else may be the network's doing.
bool IsFinal(const absl::Status& reason) {
  switch (reason.code()) {
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kUnimplemented: return true;
    default: return false;
  }
}

}  // namespace

Attachment::Attachment(Backoff backoff, std::string address, absl::Duration limit, absl::Time now)
    : limit_(limit), backoff_(std::move(backoff)), address_(std::move(address)), last_heard_(now), connect_at_(now) {}

Attachment::Actions Attachment::OnAttached(const Terms& terms, absl::Time now) {
  if (terms.life < life_) return Refuse(terms.life, now);
  const bool is_another_life = std::exchange(life_, terms.life) != terms.life;
  heartbeat_ = terms.heartbeat;
  lease_ = terms.lease;
  last_heard_ = last_sent_ = now;
  receivers_stopped_ = false;
  state_ = State::kAttached;
  backoff_.Reset();
  return is_another_life ? Actions{Action::kEnterLife} : Actions{};
}

Attachment::Actions Attachment::Refuse(DriverLife former, absl::Time now) {
  last_error_ = absl::AbortedError(StrCat("the driver is of a former life: executor=", life_, " driver=", former));
  Actions actions = Lose(now);
  actions.insert(actions.begin(), Action::kRefuseDriver);
  return actions;
}

Attachment::Actions Attachment::OnPlace(const DriverPlace& place, absl::Time now) {
  if (state_ == State::kEnded || place.life < life_ || place.life <= over_) return {};
  if (place.address.empty()) {
    over_ = place.life;
    Actions actions = GiveUp("its life is over");
    state_ = State::kOrphaned;
    return actions;
  }
  if (place.life > life_) over_ = std::max(over_, DriverLife(place.life.value() - 1));
  const bool is_known = has_link() && place.address == address_;
  if (is_known) return {};
  address_ = place.address;
  Actions actions = GiveUp("another life of it has begun");
  state_ = State::kWaiting;
  connect_at_ = now;
  backoff_.Reset();
  return actions;
}

Attachment::Actions Attachment::GiveUp(const char* why) {
  if (!has_link()) return {};
  // A driver that is still there is told that it was replaced. One that is not attached yet may be of a later life.
  const bool was_replaced = state_ == State::kAttached && over_ >= life_;
  last_error_ = was_replaced ? absl::AbortedError(why) : absl::UnavailableError(why);
  return {Action::kCloseLink, Action::kDropWork};
}

Attachment::Actions Attachment::OnClosed(const absl::Status& reason, absl::Time now) {
  if (!has_link()) return {};
  last_error_ = reason;
  if (!IsFinal(reason)) return Lose(now);
  End(reason);
  return {Action::kDropWork, Action::kStopReceivers};
}

Attachment::Actions Attachment::OnTime(absl::Time now) {
  Actions actions;
  if (state_ == State::kEnded) return actions;
  ForgiveStall(now);
  if (state_ != State::kAttached && now >= last_heard_ + limit_) {
    End(absl::UnavailableError(
        StrCat("no application driver for ", absl::FormatDuration(limit_), ": ", last_error_.message())));
    return {Action::kDropWork, Action::kStopReceivers};
  }
  const bool silent = state_ == State::kAttached && now >= last_heard_ + lease_;
  if (silent || (state_ == State::kConnecting && now >= give_up_at_)) {
    last_error_ = absl::UnavailableError("it does not answer");
    actions = Lose(now);
    actions.insert(actions.begin(), Action::kCloseLink);
  }
  if (state_ == State::kAttached && now >= last_sent_ + heartbeat_) actions.push_back(Action::kSendHeartbeat);
  if (!receivers_stopped_ && HasDriver() && state_ != State::kAttached && now >= last_heard_ + lease_) {
    receivers_stopped_ = true;
    actions.push_back(Action::kStopReceivers);
  }
  if (state_ == State::kWaiting && now >= connect_at_) {
    state_ = State::kConnecting;
    give_up_at_ = now + std::max(lease_, kConnectLimit);
    actions.push_back(Action::kConnect);
  }
  return actions;
}

// What the driver has sent meanwhile may still wait to be looked at.
void Attachment::ForgiveStall(absl::Time now) {
  const absl::Duration stall = now - next_time();
  if (state_ == State::kAttached && stall > heartbeat_) last_heard_ = std::min(last_heard_ + stall, now);
}

absl::Time Attachment::next_time() const {
  if (state_ == State::kEnded) return absl::InfiniteFuture();
  if (state_ == State::kAttached) return std::min(last_heard_ + lease_, last_sent_ + heartbeat_);
  if (state_ == State::kOrphaned) return last_heard_ + limit_;
  const absl::Time link = state_ == State::kWaiting ? connect_at_ : give_up_at_;
  const absl::Time receivers = receivers_stopped_ || !HasDriver() ? absl::InfiniteFuture() : last_heard_ + lease_;
  return std::min({link, receivers, last_heard_ + limit_});
}

Attachment::Actions Attachment::Lose(absl::Time now) {
  state_ = State::kWaiting;
  connect_at_ = now + backoff_.Next();
  return {Action::kDropWork};
}

void Attachment::End(absl::Status why) {
  state_ = State::kEnded;
  ended_ = std::move(why);
}

}  // namespace sluice
