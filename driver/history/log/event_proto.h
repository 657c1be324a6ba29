#ifndef SLUICE_DRIVER_HISTORY_LOG_EVENT_PROTO_H_
#define SLUICE_DRIVER_HISTORY_LOG_EVENT_PROTO_H_

#include "absl/status/statusor.h"
#include "driver/history/history_event.h"
#include "proto/history.pb.h"

namespace sluice {

// An event as its log has it. Points in time are cut to microseconds.
v1::HistoryEventProto ToProto(const HistoryEvent& event);

// INVALID_ARGUMENT: it is of a kind, or has a state in it, that this version does not know.
absl::StatusOr<HistoryEvent> FromProto(const v1::HistoryEventProto& proto);

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_LOG_EVENT_PROTO_H_
