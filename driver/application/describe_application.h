#ifndef SLUICE_DRIVER_APPLICATION_DESCRIBE_APPLICATION_H_
#define SLUICE_DRIVER_APPLICATION_DESCRIBE_APPLICATION_H_

#include "driver/application/application_status.h"
#include "driver/cluster/executor_roster.h"
#include "driver/run/run_table.h"

namespace sluice {

// What its parts know of the application: executors, runs, blocks, and the totals so far.
ApplicationStatus DescribeApplication(const ExecutorRoster& roster, const BlockTable& blocks, const RunTable& runs);

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_DESCRIBE_APPLICATION_H_
