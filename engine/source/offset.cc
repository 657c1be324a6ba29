#include "engine/source/offset.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/printable.h"

namespace sluice {

Offset NumberOffset(int64_t number) { return {absl::StrCat(number)}; }

absl::StatusOr<int64_t> NumberOf(const Offset& offset) {
  int64_t number = 0;
  if (absl::SimpleAtoi(offset.text, &number)) return number;
  return absl::InvalidArgumentError(
      absl::StrCat("this source counts its offsets, so they are numbers: offset=", Printable(offset.text)));
}

}  // namespace sluice
