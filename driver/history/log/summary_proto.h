#ifndef SLUICE_DRIVER_HISTORY_LOG_SUMMARY_PROTO_H_
#define SLUICE_DRIVER_HISTORY_LOG_SUMMARY_PROTO_H_

#include "driver/history/task_summary.h"
#include "proto/history.pb.h"

namespace sluice {

v1::ExecutorShareProto ToProto(const ExecutorShare& share);
v1::TaskSummaryProto ToProto(const TaskSummary& tasks);

ExecutorShare FromProto(const v1::ExecutorShareProto& proto);
TaskSummary FromProto(const v1::TaskSummaryProto& proto);

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_LOG_SUMMARY_PROTO_H_
