#ifndef SLUICE_DRIVER_PAGES_VERDICT_FIGURES_H_
#define SLUICE_DRIVER_PAGES_VERDICT_FIGURES_H_

#include <string>
#include <vector>

#include "driver/pages/application_view.h"
#include "driver/pages/known.h"

namespace sluice {

// A stage of every batch, by its name.
struct StageFigures {
  std::string name;
  StageNumber last_number;
  absl::Duration wall;  // All batches together took so long from its start to its end.
  int64_t times = 0;
  int64_t tasks = 0;
  int64_t run_micros = 0;
  int64_t records = 0;
  std::vector<const TaskSummary*> summaries;
};

// What an application did lately: in its last twenty batches that have ended, or without streams in its last jobs.
struct Figures {
  const ApplicationView& view;
  absl::Duration interval;          // Zero: no streams.
  std::vector<KnownBatch> batches;  // Oldest first.
  std::vector<const KnownJob*> jobs;
  std::vector<StageFigures> stages;  // What took longest is first.
  absl::Duration busy;               // So long batches, or jobs, were worked on.
  int64_t slots = 0;
  double pressure = 0;  // The median batch takes so many intervals. 0: there are no streams.

  double PartOfBusy(absl::Duration duration) const;
  // What costs time is worth a word: batches take a good part of their interval, or there are none.
  bool time_matters() const { return interval == absl::ZeroDuration() || pressure >= 0.3; }
};

Figures Look(const ApplicationView& view);

absl::Duration Median(std::vector<absl::Duration> durations);

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_VERDICT_FIGURES_H_
