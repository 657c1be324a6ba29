#ifndef SLUICE_DRIVER_WEB_CLUSTER_JSON_H_
#define SLUICE_DRIVER_WEB_CLUSTER_JSON_H_

#include <string>

#include "proto/submit.pb.h"

namespace sluice {

// The cluster as its page shows it: {version, address, started_ms, workers: [...], applications: [...]}. Times are ms
// since 1970, null if they have not come; states are in lower case.
std::string ClusterJson(const v1::ClusterStatus& cluster);

// Every process there is, in the format of Prometheus' HTTP service discovery: the driver daemon, the workers that are
// connected, drivers of applications, which are asked by way of `web_address`, and executors, by way of their workers.
std::string TargetsJson(const v1::ClusterStatus& cluster, const std::string& web_address);

}  // namespace sluice

#endif  // SLUICE_DRIVER_WEB_CLUSTER_JSON_H_
