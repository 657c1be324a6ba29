#ifndef SLUICE_COMMON_BASE_BLOCK_ID_PROTO_H_
#define SLUICE_COMMON_BASE_BLOCK_ID_PROTO_H_

#include "absl/status/statusor.h"
#include "common/base/block_id.h"
#include "proto/block.pb.h"

namespace sluice {

v1::BlockIdProto ToProto(const BlockId& id);

// INVALID_ARGUMENT: another machine sent a kind of block that does not exist.
absl::StatusOr<BlockId> FromProto(const v1::BlockIdProto& proto);

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_BLOCK_ID_PROTO_H_
