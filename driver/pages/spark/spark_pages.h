#ifndef SLUICE_DRIVER_PAGES_SPARK_SPARK_PAGES_H_
#define SLUICE_DRIVER_PAGES_SPARK_SPARK_PAGES_H_

#include <span>

#include "driver/pages/page_request.h"

namespace sluice {

// What Spark's REST answers below /api/v1/applications/ID, in its names, types and formats. What of it we do not have
// is in left_out.txt.
std::span<const Page> SparkPages();
// The application itself, as /api/v1/applications lists it.
Json SparkApplication(const ApplicationView& view);

absl::StatusOr<Json> SparkApplicationPage(const PageRequest& request);
absl::StatusOr<Json> SparkJobsPage(const PageRequest& request);
absl::StatusOr<Json> SparkJobPage(const PageRequest& request);
absl::StatusOr<Json> SparkStagesPage(const PageRequest& request);
absl::StatusOr<Json> SparkStagePage(const PageRequest& request);
absl::StatusOr<Json> SparkStageAttemptPage(const PageRequest& request);
absl::StatusOr<Json> SparkExecutorsPage(const PageRequest& request);
absl::StatusOr<Json> SparkAllExecutorsPage(const PageRequest& request);
absl::StatusOr<Json> SparkStoragePage(const PageRequest& request);
absl::StatusOr<Json> SparkStoredRddPage(const PageRequest& request);
absl::StatusOr<Json> SparkEnvironmentPage(const PageRequest& request);
absl::StatusOr<Json> SparkSqlPage(const PageRequest& request);
absl::StatusOr<Json> SparkStatisticsPage(const PageRequest& request);
absl::StatusOr<Json> SparkReceiversPage(const PageRequest& request);
absl::StatusOr<Json> SparkReceiverPage(const PageRequest& request);
absl::StatusOr<Json> SparkBatchesPage(const PageRequest& request);
absl::StatusOr<Json> SparkBatchPage(const PageRequest& request);
absl::StatusOr<Json> SparkOperationsPage(const PageRequest& request);
absl::StatusOr<Json> SparkOperationPage(const PageRequest& request);

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_SPARK_SPARK_PAGES_H_
