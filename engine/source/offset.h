#ifndef SLUICE_ENGINE_SOURCE_OFFSET_H_
#define SLUICE_ENGINE_SOURCE_OFFSET_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace sluice {

// A place in a source: what comes before it has been read. It is text, so that it can be logged and shown: "5000", or
// {"clicks":{"0":23,"1":5}}. Only its source knows what the text says, and which of two places comes first.
struct Offset {
  std::string text;
  bool operator==(const Offset&) const = default;
};

// What lies behind `after`, and not behind `until`.
struct OffsetRange {
  Offset after;
  Offset until;
};

// Places that are one number: a count, or a time.
Offset NumberOffset(int64_t number);
// INVALID_ARGUMENT: it is no place of such a source.
absl::StatusOr<int64_t> NumberOf(const Offset& offset);

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_OFFSET_H_
