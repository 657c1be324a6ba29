#ifndef SLUICE_DRIVER_HISTORY_APPLICATION_FACTS_H_
#define SLUICE_DRIVER_HISTORY_APPLICATION_FACTS_H_

#include <cstdint>
#include <optional>

#include "driver/history/history_event.h"

namespace sluice {

// The first numbers that nothing in an application has had, in no life of its driver.
struct UnusedNumbers {
  JobId job;
  StageNumber stage;
  RunId run;
};

// What is known of an application as a whole, over all lives of its driver.
struct ApplicationFacts {
  std::optional<ApplicationStarted> started;  // The life that began last. None: nobody has said it.
  absl::Time ended = absl::InfiniteFuture();  // Infinite: it has not, or not in order.
  absl::Time last_heard = absl::InfinitePast();
  UnusedNumbers unused;
  int64_t batches_completed = 0;  // This and the next count all runs, those that are forgotten too.
  int64_t batches_failed = 0;
  int64_t events_left_out = 0;

  void Apply(const ApplicationEnded& e) { ended = e.at; }
  void Apply(const BatchesCounted& e) {
    batches_completed = e.completed;
    batches_failed = e.failed;
  }
  void Apply(const EventsLeftOut& e) { events_left_out += e.events; }
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_APPLICATION_FACTS_H_
