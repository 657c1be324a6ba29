#include "bench/steps/step.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "bench/zipf_lines.h"

namespace sluice {
namespace {

constexpr int kRuns = 5;

double SecondsOf(const timeval& time) { return time.tv_sec + 1e-6 * time.tv_usec; }

double CpuSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return SecondsOf(usage.ru_utime) + SecondsOf(usage.ru_stime);
}

}  // namespace

Cost CostOf(const std::function<void()>& work) {
  const double cpu = CpuSeconds();
  const auto start = std::chrono::steady_clock::now();
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), CpuSeconds() - cpu};
}

Cost BestCostOf(const std::function<Cost()>& run) {
  Cost best = run();
  for (int i = 1; i < kRuns; ++i) {
    const Cost cost = run();
    if (cost.seconds < best.seconds) best = cost;
  }
  return best;
}

void PrintStep(int64_t records, const Cost& step, const Cost& least) {
  std::printf(
      "result records_per_s=%.0f cpu_s_per_million=%.4f limit_records_per_s=%.0f limit_cpu_s_per_million=%.4f\n",
      records / step.seconds, step.cpu_seconds * 1e6 / records, records / least.seconds,
      least.cpu_seconds * 1e6 / records);
}

const Buffer& StepText() {
  static const Buffer* const text = new Buffer(Buffer::FromString(MakeZipfLines(kStepLines, 1)));
  return *text;
}

Buffers StepBlocks() {
  Buffers blocks;
  const Buffer& text = StepText();
  for (size_t from = 0; from < text.size();) {
    const size_t newline = text.view().find('\n', std::min(from + kStepBlockBytes, text.size()) - 1);
    blocks.push_back(text.Slice(from, newline + 1 - from));
    from = newline + 1;
  }
  return blocks;
}

}  // namespace sluice
