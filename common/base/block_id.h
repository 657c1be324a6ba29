#ifndef SLUICE_COMMON_BASE_BLOCK_ID_H_
#define SLUICE_COMMON_BASE_BLOCK_ID_H_

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include "common/base/ids.h"

namespace sluice {

// Names one immutable block of bytes of an application.
//   input-STREAM-EPOCH-SEQUENCE   received data; the epoch counts the starts of the stream's receiver, so that two
//                                 receivers of one stream never give the same name
//   shuffle-SHUFFLE-MAP-REDUCE    what map partition MAP has for reduce partition REDUCE
//   rdd-RDD-PARTITION             a persisted partition
struct BlockId {
  enum class Kind : uint8_t { kInput = 1, kShuffle = 2, kRdd = 3 };

  Kind kind = Kind::kInput;
  int64_t owner = 0;   // Stream, shuffle or RDD.
  int64_t group = 0;   // Epoch, map partition or partition.
  int64_t number = 0;  // Sequence, reduce partition or 0.

  static BlockId Input(StreamId stream, Epoch epoch, int64_t sequence) {
    return {Kind::kInput, stream.value(), epoch.value(), sequence};
  }
  static BlockId Shuffle(ShuffleId shuffle, int32_t map, int32_t reduce) {
    return {Kind::kShuffle, shuffle.value(), map, reduce};
  }
  static BlockId Rdd(RddId rdd, int32_t partition) { return {Kind::kRdd, rdd.value(), partition, 0}; }

  // Of an input block.
  StreamId stream() const { return StreamId(owner); }
  Epoch epoch() const { return Epoch(group); }
  // Of a shuffle block.
  ShuffleId shuffle() const { return ShuffleId(owner); }
  int map() const { return static_cast<int>(group); }

  constexpr auto operator<=>(const BlockId&) const = default;

  template <class H>
  friend H AbslHashValue(H h, const BlockId& id) {
    return H::combine(std::move(h), id.kind, id.owner, id.group, id.number);
  }
};

std::string ToString(const BlockId& id);
inline std::ostream& operator<<(std::ostream& out, const BlockId& id) { return out << ToString(id); }

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_BLOCK_ID_H_
