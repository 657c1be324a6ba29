#ifndef SLUICE_COMMON_BASE_BATCH_KEY_PROTO_H_
#define SLUICE_COMMON_BASE_BATCH_KEY_PROTO_H_

#include "common/base/batch_key.h"
#include "proto/executor.pb.h"

namespace sluice {

inline v1::BatchKeyProto ToProto(const BatchKey& key) {
  v1::BatchKeyProto proto;
  proto.set_run(key.run.value());
  proto.set_time(key.time.value());
  return proto;
}

inline BatchKey FromProto(const v1::BatchKeyProto& proto) { return {RunId(proto.run()), BatchTime(proto.time())}; }

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_BATCH_KEY_PROTO_H_
