#ifndef SLUICE_ENGINE_EXCHANGE_SEGMENTS_H_
#define SLUICE_ENGINE_EXCHANGE_SEGMENTS_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/buffer.h"
#include "common/base/str_cat.h"
#include "common/codec/codec.h"
#include "common/codec/key_image.h"
#include "engine/exchange/key_router.h"
#include "engine/task/task_memory.h"

namespace sluice {

class ScratchFile;

// What one map task writes for each reduce partition: encoded rows, one after the other, in pieces that end between
// two rows. What exceeds the task's memory is put on disk.
class Segments {
 public:
  Segments(int reducers, TaskMemory& memory);
  ~Segments();

  int reducers() const { return static_cast<int>(writers_.size()); }
  Writer& of(int reducer) { return writers_[reducer]; }

  // Adds to the segment that `router` says for each key; `encode(i, segment)` writes what belongs to key i. At most
  // kKeyBatch. OUT_OF_RANGE: the router named a partition that is not there.
  template <class EncodeRow>
  absl::Status Add(const KeyRouter& router, absl::Span<const KeyImage> keys, EncodeRow encode) {
    int32_t targets[kKeyBatch];
    router.Route(keys, targets);
    for (size_t i = 0; i < keys.size(); ++i) {
      if (static_cast<uint32_t>(targets[i]) >= writers_.size()) [[unlikely]] {
        return absl::OutOfRangeError(StrCat("a partitioner gives a partition that is not there: partition=", targets[i],
                                            " numPartitions=", reducers()));
      }
      encode(i, writers_[targets[i]]);
    }
    return absl::OkStatus();
  }

  // To be called after some rows: so many.
  absl::Status MakeRoom(size_t rows);

  // Leaves the segments empty.
  absl::StatusOr<std::vector<Buffers>> Finish();

 private:
  // What a segment has before what its writer holds.
  struct Part {
    std::vector<std::pair<int64_t, int64_t>> on_disk;  // Offset and bytes: the first ones.
    Buffers in_memory;
  };

  absl::Status Spill();
  absl::Status Append(Part& part, std::string_view bytes);

  TaskMemory& memory_;
  MemoryUse use_;
  std::vector<Writer> writers_;
  std::vector<Part> parts_;
  std::shared_ptr<ScratchFile> file_;  // Null until there is something on disk.
  size_t rows_ = 0;                    // Since it was last looked how much there is.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_SEGMENTS_H_
