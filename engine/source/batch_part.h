#ifndef SLUICE_ENGINE_SOURCE_BATCH_PART_H_
#define SLUICE_ENGINE_SOURCE_BATCH_PART_H_

#include <cstdint>
#include <string>

namespace sluice {

// One partition of one batch, as a system knows it that it is written to: the first three fields and `partition` are
// the same however often it is written, by attempts of its task and by runs of its program, and of no other.
struct BatchPart {
  std::string program;  // It has letters and digits. All runs that go on from one checkpoint directory have the same.
  std::string output;   // It has letters, digits, - and _.
  int64_t batch = 0;    // Its time, ms since the epoch.
  int partition = 0;    // 0 to partitions - 1.
  int partitions = 0;
  int64_t rows = 0;
  // Batches until then are done, ms since the epoch: who still writes one of them is late, and was forgotten.
  int64_t done_until = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_BATCH_PART_H_
