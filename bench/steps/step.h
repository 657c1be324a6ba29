#ifndef SLUICE_BENCH_STEPS_STEP_H_
#define SLUICE_BENCH_STEPS_STEP_H_

#include <cstdint>
#include <functional>

#include "common/base/buffer.h"

namespace sluice {

// One step of a record's road, done alone on known records, beside the least a machine has to do for it. Each prints
// one `result` line for bench/run.py and aborts when its answer is wrong.
void ReceiveStep();      // Socket -> blocks of whole lines; beside recv() alone.
void BlockStep();        // Bytes -> blocks -> block store -> task -> freed; beside memcpy() alone.
void ReplicateStep();    // Block -> peer's block store -> acknowledged; beside bytes over a loopback socket.
void ReceivedLogStep();  // Blocks -> a receiver's log, each synced; beside a bare writer of the same bytes.
void BlockLogStep();     // What a batch adds to the log of blocks, and its sync; beside one sync of the same disk.
void FilterStep();       // Lines -> filter -> count on one core; beside memmem() over the whole text.
void SplitStep();        // Lines -> flatMap -> map -> count on one core; beside a loop that finds the words.
void CombineStep();      // Lines -> flatMap -> map -> map side of reduceByKey; beside a loop over a flat_hash_map.
void ShuffleStep();      // Segments of all map tasks -> reduce side of reduceByKey; beside a flat_hash_map.

struct Cost {
  double seconds = 0;
  double cpu_seconds = 0;
};

// What `work` takes, of this process.
Cost CostOf(const std::function<void()>& work);

// The quickest of some runs.
Cost BestCostOf(const std::function<Cost()>& run);

// Prints what `records` took, and what they would take at least.
void PrintStep(int64_t records, const Cost& step, const Cost& least);

inline constexpr int64_t kStepLines = 1'000'000;
inline constexpr size_t kStepBlockBytes = 4 << 20;

// kStepLines different Zipf lines of 100 bytes.
const Buffer& StepText();

// The text in blocks of whole lines of about kStepBlockBytes.
Buffers StepBlocks();

}  // namespace sluice

#endif  // SLUICE_BENCH_STEPS_STEP_H_
