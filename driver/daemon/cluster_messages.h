#ifndef SLUICE_DRIVER_DAEMON_CLUSTER_MESSAGES_H_
#define SLUICE_DRIVER_DAEMON_CLUSTER_MESSAGES_H_

#include <string>

#include "driver/daemon/cluster.h"
#include "proto/application.pb.h"
#include "proto/membership.pb.h"
#include "proto/submit.pb.h"

namespace sluice {

// What the cluster decides, as it is said to others.
// REQUIRES: the cluster has the executor, and its application runs.
v1::DriverToWorker MessageOf(const LaunchExecutor& action, const Cluster& cluster);
v1::DriverToWorker MessageOf(const StopExecutor& action);
v1::DriverToWorker MessageOf(const LeaveExecutor& action);
v1::DriverToWorker MessageOf(const TellPlace& action);
v1::DaemonToApplication MessageOf(const StopDriver& action);

// What others say, as the cluster takes it.
ApplicationSpec SpecOf(const v1::Submission& submission);
// INVALID_ARGUMENT: no daemon gives such ids.
absl::Status CheckApplicationId(const ApplicationId& id);
// It was told to end, or has nothing to complain of: not a failure.
bool HasEndedInOrder(const v1::ExecutorExited& exited);
std::string HowItEnded(const v1::ExecutorExited& exited);

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_CLUSTER_MESSAGES_H_
