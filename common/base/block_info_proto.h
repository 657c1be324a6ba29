#ifndef SLUICE_COMMON_BASE_BLOCK_INFO_PROTO_H_
#define SLUICE_COMMON_BASE_BLOCK_INFO_PROTO_H_

#include <cstdint>

#include "common/base/block_id.h"
#include "common/base/block_info.h"
#include "proto/block.pb.h"

namespace sluice {

// Messages say the number of the interval beside the entry.
v1::BlockEntry ToProto(const BlockId& id, const BlockInfo& info);
BlockInfo FromProto(const v1::BlockEntry& entry, int32_t interval_number);

v1::SourcePositionProto ToProto(const SourcePosition& position);
SourcePosition FromProto(const v1::SourcePositionProto& position);

v1::PlaceInLogProto ToProto(const PlaceInLog& place);
PlaceInLog FromProto(const v1::PlaceInLogProto& place);

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_BLOCK_INFO_PROTO_H_
