#ifndef SLUICE_COMMON_BASE_BLOCK_INFO_H_
#define SLUICE_COMMON_BASE_BLOCK_INFO_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "common/base/ids.h"

namespace sluice {

// In place of an executor that holds a block: the log of the block's receiver.
inline constexpr ExecutorId kInLog{-1};

// Where a received block is in the log of its receiver (state/received): the numbered file, and the bytes in it.
struct PlaceInLog {
  int64_t file = 0;
  int64_t offset = 0;
  int64_t bytes = 0;

  bool operator==(const PlaceInLog&) const = default;
};

// Which records of its source a block has: of one part of the source (a partition, a file; empty: there is but one)
// those from `first` to before `end`. A source that only counts its messages up says {part, n, n + 1}.
struct SourcePosition {
  std::string part;
  int64_t first = 0;
  int64_t end = 0;

  bool operator==(const SourcePosition&) const = default;
};
// Of each part of a source what is before this position is stored, and is not lost with its receiver.
using SafePositions = std::map<std::string, int64_t>;

// What a received block is, apart from its name and its data. Every struct on the block's way embeds it: a new field is
// added here, and in block_info_proto.cc if it travels.
struct BlockInfo {
  static constexpr int32_t kUnknownInterval = -1;

  int64_t records = 0;
  int64_t bytes = 0;
  // Block interval it was received in. It never falls within one receiver; the blocks of one interval form one
  // partition of the batch they fall into.
  int32_t interval_number = kUnknownInterval;
  std::string metadata = {};                    // What its receiver says of it, to the driver; empty: nothing.
  std::optional<PlaceInLog> log = {};           // None: it is in no log, only where its holders have it.
  std::optional<SourcePosition> position = {};  // None: its source has none.

  bool operator==(const BlockInfo&) const = default;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_BLOCK_INFO_H_
