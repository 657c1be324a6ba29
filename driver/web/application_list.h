#ifndef SLUICE_DRIVER_WEB_APPLICATION_LIST_H_
#define SLUICE_DRIVER_WEB_APPLICATION_LIST_H_

#include <vector>

#include "driver/web/site_host.h"

namespace sluice {

// What Spark answers at /api/v1/applications, with its `status` and `limit`. 400: these make no sense.
PageAnswer ApplicationList(const std::vector<ListedApplication>& applications, const PageQuestion& question,
                           absl::Time now);
// The same of one alone.
PageAnswer ApplicationAlone(const ListedApplication& application, absl::Time now);

}  // namespace sluice

#endif  // SLUICE_DRIVER_WEB_APPLICATION_LIST_H_
