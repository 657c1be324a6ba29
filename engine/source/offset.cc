#include "engine/source/offset.h"

#include "absl/strings/numbers.h"
#include "common/base/printable.h"
#include "common/base/str_cat.h"

namespace sluice {

Offset NumberOffset(int64_t number) { return {StrCat(number)}; }

absl::StatusOr<int64_t> NumberOf(const Offset& offset) {
  int64_t number = 0;
  if (absl::SimpleAtoi(offset.text, &number)) return number;
  return absl::InvalidArgumentError(
      StrCat("this source counts its offsets, so they are numbers: offset=", Printable(offset.text)));
}

}  // namespace sluice
