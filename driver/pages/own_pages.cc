#include "driver/pages/own_pages.h"

namespace sluice {
namespace {

constexpr Page kPages[] = {
    {"summary", SummaryPage},     {"batches", BatchesPage},       {"batches/*", BatchPage},
    {"jobs/*", JobPage},          {"series", SeriesPage},         {"changes", ChangesPage},
    {"executors", ExecutorsPage}, {"receivers", ReceiversPage},   {"environment", EnvironmentPage},
    {"storage", StoragePage},     {"dashboards", DashboardsPage}, {"dashboards/*", DashboardPage},
};

}  // namespace

std::span<const Page> OwnPages() { return kPages; }

}  // namespace sluice
