#ifndef SLUICE_ENGINE_ROWS_PARALLELIZE_H_
#define SLUICE_ENGINE_ROWS_PARALLELIZE_H_

#include <string>
#include <utility>
#include <vector>

#include "common/codec/owned.h"
#include "engine/rows/push_encoded.h"
#include "engine/task/factory.h"

namespace sluice {

// Rows that travel with the program: for each partition their encodings.
template <class T>
class ParallelizeOp : public Op<T> {
 public:
  using Input = void;
  using Sent = T;
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
    bool more = true;
    auto damaged = [] { return absl::DataLossError("parallelize: a row cannot be decoded"); };
    return PushEncoded(std::string_view(partitions_[partition]), context, chunk, out, more, damaged);
  }

 private:
  const Options partitions_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_PARALLELIZE_H_
