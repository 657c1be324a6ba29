#ifndef SLUICE_DRIVER_DAEMON_CLUSTER_STATUS_H_
#define SLUICE_DRIVER_DAEMON_CLUSTER_STATUS_H_

#include "driver/daemon/application_links.h"
#include "driver/daemon/cluster.h"
#include "driver/daemon/worker_links.h"
#include "proto/submit.pb.h"

namespace sluice {

// As `sluice status` shows them.
// The workers that are connected and all applications that are known. REQUIRES: the cluster knows those workers.
v1::ClusterStatus DescribeCluster(const Cluster& cluster, const WorkerLinks& workers, const ApplicationLinks& links);
// REQUIRES: the cluster knows it.
v1::ApplicationInfo DescribeApplication(const Cluster& cluster, const ApplicationLinks& links, const ApplicationId& id);

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_CLUSTER_STATUS_H_
