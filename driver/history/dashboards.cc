#include "driver/history/dashboards.h"

#include <algorithm>
#include <utility>

namespace sluice {
namespace {

constexpr int64_t kBytesMax = 256 << 10;
constexpr size_t kBatchesMax = 300;

void Forget(Dashboard& dashboard, std::map<BatchTime, ShownRows>::iterator batch) {
  dashboard.bytes_of_batches -= BytesOf(batch->second);
  dashboard.batches.erase(batch);
}

}  // namespace

void Dashboards::Add(ShownRows shown) {
  Dashboard& dashboard = Named(shown.dashboard);
  auto before = dashboard.batches.find(shown.batch);
  if (before != dashboard.batches.end()) Forget(dashboard, before);
  dashboard.bytes_of_batches += BytesOf(shown);
  const BatchTime batch = shown.batch;
  dashboard.batches.emplace(batch, std::move(shown));
  while (dashboard.batches.size() > 1 &&
         (dashboard.bytes_of_batches > kBytesMax || dashboard.batches.size() > kBatchesMax)) {
    Forget(dashboard, dashboard.batches.begin());
  }
}

Dashboard& Dashboards::Named(const std::string& name) {
  auto known = std::find_if(all_.begin(), all_.end(), [&](const Dashboard& one) { return one.name == name; });
  if (known != all_.end()) return *known;
  if (all_.size() == kDashboardsMax) {
    all_.erase(std::min_element(all_.begin(), all_.end(), [](const Dashboard& a, const Dashboard& b) {
      return a.batches.rbegin()->first < b.batches.rbegin()->first;
    }));
  }
  return all_.emplace_back(Dashboard{.number = next_number_++, .name = name, .batches = {}});
}

const Dashboard* Dashboards::Find(int number) const {
  auto found = std::find_if(all_.begin(), all_.end(), [&](const Dashboard& one) { return one.number == number; });
  return found == all_.end() ? nullptr : &*found;
}

}  // namespace sluice
