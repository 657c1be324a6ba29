#include "api/rdd/zip_rdd_functions.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "api/core/error.h"
#include "common/base/str_cat.h"

namespace sluice::internal {

void CheckEqualPartitions(const std::vector<int>& counts) {
  if (std::count(counts.begin(), counts.end(), counts[0]) == static_cast<int>(counts.size())) return;
  throw Error(absl::InvalidArgumentError(
      StrCat("Can't zip RDDs with unequal numbers of partitions: List(", absl::StrJoin(counts, ", "), ")")));
}

}  // namespace sluice::internal
