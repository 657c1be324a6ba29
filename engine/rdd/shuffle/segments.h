#ifndef SLUICE_ENGINE_RDD_SHUFFLE_SEGMENTS_H_
#define SLUICE_ENGINE_RDD_SHUFFLE_SEGMENTS_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/base/buffer.h"
#include "common/codec/codec.h"
#include "engine/rdd/shuffle/key_batch.h"
#include "engine/rdd/shuffle/key_router.h"

namespace sluice {

// What one map task writes for each reduce partition: encoded rows, one after the other.
class Segments {
 public:
  explicit Segments(int reducers) : writers_(reducers) {}

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
        return absl::OutOfRangeError(absl::StrCat("a partitioner gives a partition that is not there: partition=",
                                                  targets[i], " numPartitions=", reducers()));
      }
      encode(i, writers_[targets[i]]);
    }
    return absl::OkStatus();
  }

  // Leaves the segments empty.
  std::vector<Buffers> Finish() {
    std::vector<Buffers> segments(writers_.size());
    for (size_t i = 0; i < writers_.size(); ++i) {
      if (writers_[i].size() != 0) segments[i].push_back(writers_[i].Finish());
    }
    return segments;
  }

 private:
  std::vector<Writer> writers_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_SHUFFLE_SEGMENTS_H_
