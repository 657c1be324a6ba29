#ifndef SLUICE_API_LISTENER_STATS_REPORT_LISTENER_H_
#define SLUICE_API_LISTENER_STATS_REPORT_LISTENER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "api/listener/streaming_listener.h"

namespace sluice {

// Logs, after each batch, how the delays of the last batches are distributed.
class StatsReportListener : public StreamingListener {
 public:
  explicit StatsReportListener(int numBatchInfos = 10);
  ~StatsReportListener() override;

  void onBatchCompleted(const BatchInfo& batch) override;
  // What is logged, line by line: for both delays, numbers and percentiles of the batches so far.
  std::vector<std::string> report() const;

 private:
  const size_t batches_max_;
  std::deque<BatchInfo> batches_;
};

}  // namespace sluice

#endif  // SLUICE_API_LISTENER_STATS_REPORT_LISTENER_H_
