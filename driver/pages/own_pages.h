#ifndef SLUICE_DRIVER_PAGES_OWN_PAGES_H_
#define SLUICE_DRIVER_PAGES_OWN_PAGES_H_

#include <span>

#include "driver/pages/page_request.h"

namespace sluice {

// What we answer in our own words, below /api/sluice/v1/applications/ID. Points in time are milliseconds since the
// epoch, durations milliseconds, under names that end with _ms; null is what has not come.
std::span<const Page> OwnPages();

absl::StatusOr<Json> SummaryPage(const PageRequest& request);
absl::StatusOr<Json> BatchesPage(const PageRequest& request);
absl::StatusOr<Json> BatchPage(const PageRequest& request);
absl::StatusOr<Json> JobPage(const PageRequest& request);
absl::StatusOr<Json> SeriesPage(const PageRequest& request);
absl::StatusOr<Json> ChangesPage(const PageRequest& request);
absl::StatusOr<Json> ExecutorsPage(const PageRequest& request);
absl::StatusOr<Json> ReceiversPage(const PageRequest& request);
absl::StatusOr<Json> EnvironmentPage(const PageRequest& request);
absl::StatusOr<Json> StoragePage(const PageRequest& request);
absl::StatusOr<Json> DashboardsPage(const PageRequest& request);
absl::StatusOr<Json> DashboardPage(const PageRequest& request);

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_OWN_PAGES_H_
