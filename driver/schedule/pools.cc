#include "driver/schedule/pools.h"

#include <algorithm>
#include <tuple>

namespace sluice {

void Pools::Add(JobId job, const std::string& pool) {
  order_.push_back(job);
  if (options_.mode == SchedulingMode::kFifo) return;
  const std::string name = pool.empty() ? "default" : pool;
  jobs_[job].pool = name;
  Pool& its_pool = pools_[name];
  auto spec = options_.pools.find(name);
  if (spec != options_.pools.end()) its_pool.spec = spec->second;
  its_pool.jobs.push_back(job);
  is_stale_ = true;
}

void Pools::Remove(JobId job) {
  std::erase(order_, job);
  auto found = jobs_.find(job);
  if (found == jobs_.end()) return;
  Pool& pool = pools_.at(found->second.pool);
  pool.running -= found->second.running;
  std::erase(pool.jobs, job);
  if (pool.jobs.empty()) pools_.erase(found->second.pool);
  jobs_.erase(found);
  is_stale_ = true;
}

void Pools::Count(JobId job, int change) {
  auto found = jobs_.find(job);
  if (found == jobs_.end()) return;
  found->second.running += change;
  pools_.at(found->second.pool).running += change;
  is_stale_ = true;
}

// Those below their minimum first, the neediest of them before all; then those that have least for their weight.
bool Pools::IsBefore(const std::pair<std::string, Pool*>& a, const std::pair<std::string, Pool*>& b) {
  auto rank = [](const std::pair<std::string, Pool*>& entry) {
    const Pool& pool = *entry.second;
    const bool is_needy = pool.running < pool.spec.min_share;
    const double has = is_needy ? static_cast<double>(pool.running) / pool.spec.min_share
                                : static_cast<double>(pool.running) / pool.spec.weight;
    return std::tuple(!is_needy, has, entry.first);
  };
  return rank(a) < rank(b);
}

const std::vector<JobId>& Pools::Order() {
  if (!std::exchange(is_stale_, false)) return order_;
  std::vector<std::pair<std::string, Pool*>> pools;
  for (auto& [name, pool] : pools_) pools.emplace_back(name, &pool);
  std::sort(pools.begin(), pools.end(), IsBefore);
  order_.clear();
  for (const auto& [name, pool] : pools) {
    std::vector<JobId> jobs = pool->jobs;
    if (pool->spec.mode == SchedulingMode::kFair) {
      std::stable_sort(jobs.begin(), jobs.end(),
                       [this](JobId a, JobId b) { return jobs_.at(a).running < jobs_.at(b).running; });
    }
    order_.insert(order_.end(), jobs.begin(), jobs.end());
  }
  return order_;
}

}  // namespace sluice
