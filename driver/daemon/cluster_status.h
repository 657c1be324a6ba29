#ifndef SLUICE_DRIVER_DAEMON_CLUSTER_STATUS_H_
#define SLUICE_DRIVER_DAEMON_CLUSTER_STATUS_H_

#include "driver/daemon/cluster.h"
#include "proto/submit.pb.h"

namespace sluice {

// As `sluice status` shows them. REQUIRES: the cluster knows the worker, the application.
v1::WorkerInfo DescribeWorker(const Cluster& cluster, const WorkerId& id);
v1::ApplicationInfo DescribeApplication(const Cluster& cluster, const ApplicationId& id);

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_CLUSTER_STATUS_H_
