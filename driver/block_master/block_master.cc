#include "driver/block_master/block_master.h"

#include "common/base/status.h"

namespace sluice {

absl::Status BlockMaster::Apply(const BlockUpdate& update) {
  SLUICE_RETURN_IF_ERROR(CanApply(update, table_));
  SLUICE_RETURN_IF_ERROR(Annotate(log_.Append(update), "the log of received blocks cannot be written"));
  return sluice::Apply(update, table_);
}

}  // namespace sluice
