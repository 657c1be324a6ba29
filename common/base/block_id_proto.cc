#include "common/base/block_id_proto.h"

#include "common/base/str_cat.h"

namespace sluice {

v1::BlockIdProto ToProto(const BlockId& id) {
  v1::BlockIdProto proto;
  proto.set_kind(static_cast<int32_t>(id.kind));
  proto.set_owner(id.owner);
  proto.set_group(id.group);
  proto.set_number(id.number);
  return proto;
}

absl::StatusOr<BlockId> FromProto(const v1::BlockIdProto& proto) {
  if (proto.kind() < static_cast<int32_t>(BlockId::Kind::kInput) ||
      proto.kind() > static_cast<int32_t>(BlockId::Kind::kRdd)) {
    return absl::InvalidArgumentError(StrCat("block id of unknown kind: kind=", proto.kind()));
  }
  return BlockId{static_cast<BlockId::Kind>(proto.kind()), proto.owner(), proto.group(), proto.number()};
}

}  // namespace sluice
