#include "driver/batch/batch_clock.h"

#include "common/base/str_cat.h"

namespace sluice {
namespace {

constexpr absl::Duration kWorthTelling = absl::Milliseconds(100);

std::string Text(absl::Duration duration) { return absl::FormatDuration(absl::Trunc(duration, absl::Milliseconds(1))); }

}  // namespace

std::optional<std::string> BatchClock::Start(absl::Time now) {
  const absl::Time start = options_.is_manual ? absl::UnixEpoch() : CalendarAt(now);
  timer_.emplace(options_.interval, options_.last_finished ? ToTime(*options_.last_finished) : start);
  return options_.is_manual || !options_.last_finished ? std::nullopt : GoOnFrom(*options_.last_finished, now);
}

// Batches would wait until the wall clock is there again.
std::optional<std::string> BatchClock::GoOnFrom(BatchTime last_finished, absl::Time now) {
  const absl::Duration lead = ToTime(last_finished) - CalendarAt(now);
  if (lead <= 2 * options_.interval) return std::nullopt;  // A graceful stop makes its last batches before their time.
  least_ahead_ = ToTime(last_finished) - now;
  return StrCat("the last batch of the former run, ", last_finished.value(), " ms, is ", Text(lead),
                " ahead of the wall clock, which was set back since: batch times go on from there, ahead of it");
}

std::optional<std::string> BatchClock::Observe(const Clock::Ahead& ahead) {
  ahead_ = ahead;
  const absl::Duration set_by = ahead.wall - wall_ahead_told_.value_or(ahead.wall);
  const bool is_known = wall_ahead_told_.has_value() && absl::AbsDuration(set_by) < kWorthTelling;
  if (!is_known) wall_ahead_told_ = ahead.wall;
  if (is_known || options_.is_manual || set_by == absl::ZeroDuration()) return std::nullopt;
  const absl::Duration lead = Ahead() - ahead.wall;
  if (set_by < absl::ZeroDuration()) {
    return StrCat("the wall clock was set back by ", Text(-set_by),
                  ": batches go on at their interval, with times that are ", Text(lead), " ahead of it");
  }
  const std::string what = StrCat("the wall clock was set forward by ", Text(set_by), ", or the machine slept: ");
  if (lead > kWorthTelling) return StrCat(what, "batch times are still ", Text(lead), " ahead of it");
  return StrCat(what, "the batches of the time that was left out are made up for");
}

}  // namespace sluice
