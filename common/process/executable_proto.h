#ifndef SLUICE_COMMON_PROCESS_EXECUTABLE_PROTO_H_
#define SLUICE_COMMON_PROCESS_EXECUTABLE_PROTO_H_

#include "common/process/executable_cache.h"
#include "proto/membership.pb.h"

namespace sluice {

inline v1::ExecutableId ToProto(const ExecutableKey& key) {
  v1::ExecutableId proto;
  proto.set_build_id(key.build_id);
  proto.set_checksum(key.checksum);
  proto.set_bytes(key.bytes);
  return proto;
}

inline ExecutableKey FromProto(const v1::ExecutableId& proto) {
  return {.build_id = proto.build_id(), .checksum = proto.checksum(), .bytes = proto.bytes()};
}

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_EXECUTABLE_PROTO_H_
