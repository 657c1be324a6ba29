#include <algorithm>

#include "common/base/printable.h"
#include "common/base/str_cat.h"
#include "driver/pages/verdict/finding.h"

// What executors and clocks tell.

namespace sluice {
namespace {

std::string Seconds(absl::Duration duration) { return absl::FormatDuration(absl::Trunc(duration, absl::Seconds(1))); }

// The last lost one weighs for a minute, or as long as its batches are looked at.
absl::Time RecentFrom(const Figures& figures) {
  const absl::Time minute = figures.view.now - absl::Minutes(1);
  if (figures.batches.empty()) return minute;
  return std::min(minute, absl::FromUnixMillis(figures.batches.front().record->time.value()));
}

// Batches are submitted when they end. One that is much later was made up for: the clock was set ahead, or the machine
// stood still.
void FindClockSetAhead(const Figures& figures, absl::Duration tolerated, Findings& findings) {
  absl::Duration late;
  BatchTime of;
  for (const KnownBatch& batch : figures.batches) {
    if (!HasCome(batch.record->submitted)) continue;
    const absl::Duration after = batch.record->submitted - absl::FromUnixMillis(batch.record->time.value());
    if (after > late) of = batch.record->time;
    late = std::max(late, after);
  }
  if (late <= tolerated) return;
  findings.push_back(
      {.kind = "clock",
       .text = StrCat("the clock of the driver went ahead by ", Seconds(late),
                      " at once: it was set, or its machine stood still"),
       .evidence = {StrCat("batch ", of, " ms was made ", absl::FormatDuration(late), " after it ended")},
       .weight = 0.97});
}

// Batches go on at their interval when it is set back: from then on they are ahead of the calendar, which their jobs go
// by.
void FindClockSetBack(const Figures& figures, absl::Duration tolerated, Findings& findings) {
  absl::Duration ahead;
  for (const KnownJob* job : figures.jobs) {
    const BatchRecord* batch = job->batch.has_value() ? figures.view.history.batches().Find(*job->batch) : nullptr;
    if (batch != nullptr && HasCome(batch->started)) ahead = std::max(ahead, batch->started - job->started);
  }
  if (ahead <= tolerated) return;
  findings.push_back(
      {.kind = "clock",
       .text = StrCat("the clock of the driver was set back: batches are ", Seconds(ahead), " ahead of it"),
       .evidence = {StrCat("jobs began ", absl::FormatDuration(ahead), " before the batches they are of")},
       .weight = 0.97});
}

}  // namespace

void FindLostExecutor(const Figures& figures, Findings& findings) {
  if (HasCome(figures.view.ended)) return;
  const ExecutorRecord* last = nullptr;
  int lost = 0;
  for (const auto& ended : figures.view.history.executors().ended()) {
    const bool is_recent = ended.record.is_lost() && ended.record.gone >= RecentFrom(figures);
    if (!is_recent) continue;
    last = &ended.record;
    ++lost;
  }
  if (last == nullptr) return;
  findings.push_back({.kind = "lost_executor",
                      .text = StrCat("executor ", last->attached.executor, " of worker ",
                                     Shortened(Printable(last->attached.worker), 80), " was lost ",
                                     Seconds(figures.view.now - last->gone), " ago"),
                      .evidence = {StrCat("it was there for ", Seconds(last->gone - last->attached.at), ": ",
                                          Shortened(Printable(last->reason), 200)),
                                   StrCat(lost, " lost lately, ", figures.view.history.executors().open().size(),
                                          " are there with ", figures.slots, " slots")},
                      .weight = 0.95});
}

void FindClock(const Figures& figures, Findings& findings) {
  if (figures.interval == absl::ZeroDuration()) return;
  const absl::Duration tolerated = std::max(figures.interval, absl::Seconds(1));
  FindClockSetAhead(figures, tolerated, findings);
  FindClockSetBack(figures, tolerated, findings);
}

}  // namespace sluice
