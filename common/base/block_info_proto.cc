#include "common/base/block_info_proto.h"

#include "common/base/block_id_proto.h"

namespace sluice {

v1::BlockEntry ToProto(const BlockId& id, const BlockInfo& info) {
  v1::BlockEntry entry;
  *entry.mutable_id() = ToProto(id);
  entry.set_records(info.records);
  entry.set_bytes(info.bytes);
  entry.set_metadata(info.metadata);
  if (info.log.has_value()) *entry.mutable_log() = ToProto(*info.log);
  if (info.position.has_value()) *entry.mutable_position() = ToProto(*info.position);
  return entry;
}

BlockInfo FromProto(const v1::BlockEntry& entry, int32_t interval_number) {
  return {.records = entry.records(),
          .bytes = entry.bytes(),
          .interval_number = interval_number,
          .metadata = entry.metadata(),
          .log = entry.has_log() ? std::optional(FromProto(entry.log())) : std::nullopt,
          .position = entry.has_position() ? std::optional(FromProto(entry.position())) : std::nullopt};
}

v1::SourcePositionProto ToProto(const SourcePosition& position) {
  v1::SourcePositionProto proto;
  proto.set_part(position.part);
  proto.set_first(position.first);
  proto.set_end(position.end);
  return proto;
}

SourcePosition FromProto(const v1::SourcePositionProto& position) {
  return {.part = position.part(), .first = position.first(), .end = position.end()};
}

v1::PlaceInLogProto ToProto(const PlaceInLog& place) {
  v1::PlaceInLogProto proto;
  proto.set_file(place.file);
  proto.set_offset(place.offset);
  proto.set_bytes(place.bytes);
  return proto;
}

PlaceInLog FromProto(const v1::PlaceInLogProto& place) {
  return {.file = place.file(), .offset = place.offset(), .bytes = place.bytes()};
}

}  // namespace sluice
