#ifndef SLUICE_ENGINE_ROWS_ENCODED_ROWS_H_
#define SLUICE_ENGINE_ROWS_ENCODED_ROWS_H_

#include <cstdint>
#include <utility>

#include "common/base/block_id.h"
#include "common/base/buffer.h"
#include "common/base/str_cat.h"
#include "engine/rows/chunk.h"
#include "engine/task/factory.h"

namespace sluice {

// The rows that lie encoded, one behind the other, in the partition's input blocks. Views among them point there.
template <class T>
class EncodedRowsOp : public Op<T> {
 public:
  using Input = void;
  using Options = NoOptions;
  static constexpr int kInputsMin = 0;
  EncodedRowsOp(Wiring<void> wiring, Options) : index_(wiring.index) {}

  absl::Status Run(TaskContext& context, int partition, Sink<T>& out) const override {
    Chunk<T> chunk;
    for (const InputBlock& block : context.Inputs(index_, partition)) {
      const Buffer data = Contiguous(block.data);
      ChunkFiller<T> filler(chunk, out);  // Its rows may point into `data`.
      int64_t count = 0;
      for (Reader in(data.view()); !in.AtEnd(); ++count) {
        if (count % kChunkRows == 0 && context.cancelled()) return absl::CancelledError("the task was cancelled");
        T row{};
        if (!DecodeFrom(in, row)) {
          return absl::DataLossError(StrCat("row ", count, " of block ", ToString(block.id),
                                            " cannot be decoded: it was stored as another type"));
        }
        if (!filler.Add(std::move(row))) return absl::OkStatus();
      }
      context.CountRead(count);
      if (!filler.Flush()) return absl::OkStatus();
    }
    return absl::OkStatus();
  }

 private:
  const int index_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_ENCODED_ROWS_H_
