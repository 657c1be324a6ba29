#include "driver/batch/batch_clock.h"

#include "absl/strings/str_cat.h"

namespace sluice {
namespace {

constexpr absl::Duration kWorthTelling = absl::Milliseconds(100);

std::string Text(absl::Duration duration) { return absl::FormatDuration(absl::Trunc(duration, absl::Milliseconds(1))); }

}  // namespace

void BatchClock::Start(absl::Time now) {
  const absl::Time start = options_.is_manual ? absl::UnixEpoch() : CalendarAt(now);
  timer_.emplace(options_.interval, options_.last_finished ? ToTime(*options_.last_finished) : start);
}

std::optional<std::string> BatchClock::Observe(const Clock::Ahead& ahead) {
  ahead_ = ahead;
  const absl::Duration set_by = ahead.wall - wall_ahead_told_.value_or(ahead.wall);
  const bool is_known = wall_ahead_told_.has_value() && absl::AbsDuration(set_by) < kWorthTelling;
  if (!is_known) wall_ahead_told_ = ahead.wall;
  if (is_known || options_.is_manual || set_by == absl::ZeroDuration()) return std::nullopt;
  const absl::Duration lead = ahead.calendar - ahead.wall;
  if (set_by < absl::ZeroDuration()) {
    return absl::StrCat("the wall clock was set back by ", Text(-set_by),
                        ": batches go on at their interval, with times that are ", Text(lead), " ahead of it");
  }
  const std::string what = absl::StrCat("the wall clock was set forward by ", Text(set_by), ", or the machine slept: ");
  if (lead > kWorthTelling) return absl::StrCat(what, "batch times are still ", Text(lead), " ahead of it");
  return absl::StrCat(what, "the batches of the time that was left out are made up for");
}

}  // namespace sluice
