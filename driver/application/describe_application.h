#ifndef SLUICE_DRIVER_APPLICATION_DESCRIBE_APPLICATION_H_
#define SLUICE_DRIVER_APPLICATION_DESCRIBE_APPLICATION_H_

#include "absl/time/time.h"
#include "driver/application/application_status.h"
#include "driver/cluster/executor_roster.h"
#include "driver/history/history.h"
#include "driver/run/run_table.h"
#include "driver/schedule/departures.h"
#include "engine/lineage/job_runner.h"

namespace sluice {

// What its parts know of the application: executors, runs, blocks, batches, and the totals so far.
ApplicationStatus DescribeApplication(const ExecutorRoster& roster, const BlockTable& blocks, const RunTable& runs,
                                      const Departures& departures, const History& history);

// What is known of a job before it has a number.
JobRecord DescribeJob(const JobSpec& spec, absl::Time started);

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_DESCRIBE_APPLICATION_H_
