#include "common/base/block_info_proto.h"

#include "common/base/block_id_proto.h"

namespace sluice {

v1::BlockEntry ToProto(const BlockId& id, const BlockInfo& info) {
  v1::BlockEntry entry;
  *entry.mutable_id() = ToProto(id);
  entry.set_records(info.records);
  entry.set_bytes(info.bytes);
  entry.set_metadata(info.metadata);
  return entry;
}

BlockInfo FromProto(const v1::BlockEntry& entry, int32_t interval_number) {
  return {.records = entry.records(),
          .bytes = entry.bytes(),
          .interval_number = interval_number,
          .metadata = entry.metadata()};
}

}  // namespace sluice
