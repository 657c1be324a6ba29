#include "common/net/pulse.h"

#include <utility>

namespace sluice {

Pulse::Pulse(Runtime& runtime, absl::Duration interval)
    : clock_(runtime.clock()),
      interval_(interval),
      turned_(runtime.clock().Now()),
      mailbox_(runtime.NewMailbox("pulse")) {
  mailbox_->PostAfter(interval_, [this] { Tick(); });
}

void Pulse::Add(std::shared_ptr<Link> link, Frame beat) {
  MutexLock lock(&mu_);
  const Link* const key = link.get();
  beats_[key] = {std::move(link), std::move(beat)};
}

void Pulse::Remove(const Link& link) {
  MutexLock lock(&mu_);
  beats_.erase(&link);
}

void Pulse::Turned() {
  MutexLock lock(&mu_);
  turned_ = clock_.Now();
}

void Pulse::Tick() {
  mailbox_->PostAfter(interval_, [this] { Tick(); });
  for (Beat& beat : Due()) beat.link->Send(std::move(beat.frame)).IgnoreError();  // A closed link says so by itself.
}

std::vector<Pulse::Beat> Pulse::Due() {
  MutexLock lock(&mu_);
  const absl::Duration still = clock_.Now() - turned_;
  const bool is_behind = still > interval_ * 1.5;  // A turn may be a little late.
  if (!is_behind || still >= kStuckAfter) return {};
  std::vector<Beat> due;
  for (const auto& [link, beat] : beats_) due.push_back(beat);
  return due;
}

}  // namespace sluice
