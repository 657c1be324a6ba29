#ifndef SLUICE_DRIVER_HISTORY_LOG_RECORD_PROTO_H_
#define SLUICE_DRIVER_HISTORY_LOG_RECORD_PROTO_H_

#include <algorithm>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/dstream/batch_record.h"
#include "engine/lineage/job_record.h"
#include "proto/history.pb.h"

namespace sluice {

// Calls `set` with the time in microseconds, unless it is infinite. What is less than a microsecond is cut off.
template <class Proto>
void SetMicros(Proto& proto, void (Proto::*set)(int64_t), absl::Time time) {
  if (time != absl::InfiniteFuture()) (proto.*set)(absl::ToUnixMicros(time));
}
inline absl::Time TimeOf(bool has, int64_t micros) {
  return has ? absl::FromUnixMicros(micros) : absl::InfiniteFuture();
}

// A number of things, so bounded that some of them can be added: more is written by nobody.
template <class Int>
Int CountOf(Int count) {
  constexpr Int kCountMax = Int{1} << (sizeof(Int) == 4 ? 28 : 48);
  return std::clamp<Int>(count, 0, kCountMax);
}

v1::ResultProto ToProto(const absl::Status& result);
v1::StageRecordProto ToProto(const StageRecord& stage);
v1::JobRecordProto ToProto(const JobRecord& job);
v1::OutputRecordProto ToProto(const OutputRecord& output);
v1::BatchRecordProto ToProto(const BatchRecord& batch);

absl::Status FromProto(const v1::ResultProto& proto);
StageRecord FromProto(const v1::StageRecordProto& proto);
OutputRecord FromProto(const v1::OutputRecordProto& proto);
// INVALID_ARGUMENT: it is in no state that this version knows.
absl::StatusOr<JobRecord> FromProto(const v1::JobRecordProto& proto);
absl::StatusOr<BatchRecord> FromProto(const v1::BatchRecordProto& proto);

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_LOG_RECORD_PROTO_H_
