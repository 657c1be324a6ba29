#ifndef SLUICE_ENGINE_RDD_PARALLELIZE_H_
#define SLUICE_ENGINE_RDD_PARALLELIZE_H_

#include <string>
#include <utility>
#include <vector>

#include "common/codec/owned.h"
#include "engine/rdd/chunk.h"
#include "engine/rdd/factory.h"

namespace sluice {

// Rows that travel with the program: for each partition their encodings.
template <class T>
class ParallelizeOp : public Op<T> {
 public:
  using Input = void;
  using Options = std::vector<std::string>;
  static constexpr int kInputsMin = 0;
  ParallelizeOp(Wiring<void>, Options partitions) : partitions_(std::move(partitions)) {}

  // Element i of n goes to the partition p with p*n/partitions <= i < (p+1)*n/partitions.
  static Options Slice(const std::vector<Owned<T>>& rows, int partitions) {
    Options slices;
    for (int64_t p = 0; p < partitions; ++p) {
      Writer out;
      int64_t count = rows.size();
      for (int64_t i = p * count / partitions; i < (p + 1) * count / partitions; ++i) EncodeTo(out, rows[i]);
      slices.push_back(out.ToString());
    }
    return slices;
  }

  absl::Status Run(TaskContext& context, int partition, Sink<T>& out) const override {
    if (partition >= static_cast<int>(partitions_.size()))
      return absl::OutOfRangeError("parallelize: no such partition");
    Chunk<T> chunk;
    ChunkFiller<T> filler(chunk, out);
    int64_t count = 0;
    for (Reader in(partitions_[partition]); !in.AtEnd(); ++count) {
      if (count % kChunkRows == 0 && context.cancelled()) return absl::CancelledError("the task was cancelled");
      T row{};
      if (!DecodeFrom(in, row)) return absl::DataLossError("parallelize: a row cannot be decoded");
      if (!filler.Add(std::move(row))) return absl::OkStatus();
    }
    context.CountRead(count);
    filler.Flush();
    return absl::OkStatus();
  }

 private:
  const Options partitions_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_PARALLELIZE_H_
