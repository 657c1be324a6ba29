#ifndef SLUICE_ENGINE_ROWS_WHOLE_PARTITION_H_
#define SLUICE_ENGINE_ROWS_WHOLE_PARTITION_H_

#include "absl/status/statusor.h"
#include "engine/rows/partition.h"
#include "engine/task/consume.h"

namespace sluice {

// All rows that `input` gives for a partition, in memory.
template <class T>
absl::StatusOr<Partition<T>> WholePartition(const Op<T>& input, TaskContext& context, int partition) {
  Writer encoded;
  size_t count = 0;
  absl::Status status = Consume(input, context, partition, [&](absl::Span<T> rows) {
    for (const T& row : rows) EncodeTo(encoded, row);
    count += rows.size();
    return true;
  });
  if (!status.ok()) return status;
  return Partition<T>(partition, count, encoded.Finish());
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_WHOLE_PARTITION_H_
