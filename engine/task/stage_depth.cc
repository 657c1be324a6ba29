#include "engine/task/stage_depth.h"

#include "common/base/str_cat.h"

namespace sluice {

absl::Status LineageTooLong(std::string_view name, int64_t depth, std::string_view limit) {
  return absl::FailedPreconditionError(
      StrCat("the lineage of ", name, " is too long: depth=", depth, ", ", limit,
             "; cut it on the way: call checkpoint (or localCheckpoint) on an RDD that it is made of, and then an "
             "action such as count"));
}

}  // namespace sluice
