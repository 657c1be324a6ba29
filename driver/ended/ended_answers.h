#ifndef SLUICE_DRIVER_ENDED_ENDED_ANSWERS_H_
#define SLUICE_DRIVER_ENDED_ENDED_ANSWERS_H_

#include <string>
#include <vector>

#include "common/clock/clock.h"
#include "driver/ended/logged_applications.h"
#include "driver/pages/application_view.h"
#include "driver/web/site_host.h"

namespace sluice {

// What a registry or a server knows of an application besides what its event log says.
struct EndedFacts {
  absl::Time ended = absl::InfiniteFuture();  // Infinite: what its log says counts.
  bool has_logs = false;                      // What it has printed can be asked for here.
};

// Answers what is asked of applications whose event logs are in one folder, as their drivers did while they ran. One
// whose log does not say that it has ended in order is one that runs, unless somebody else says when it ended. Reads
// files when it is asked. Not thread-safe.
class EndedAnswers {
 public:
  // Both outlive it.
  EndedAnswers(Clock& clock, EventLogPlace& place, const std::string& folder)
      : clock_(clock), applications_(place, folder) {}

  // 404: there is no such event log; 500: nothing of it can be read.
  PageAnswer AnswerTo(const ApplicationId& id, const PageQuestion& question, const EndedFacts& facts);
  // The newest first, without those whose logs cannot be read. Errors as of listing the folder.
  absl::StatusOr<std::vector<ListedApplication>> All();

 private:
  Clock& clock_;
  LoggedApplications applications_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_ENDED_ENDED_ANSWERS_H_
