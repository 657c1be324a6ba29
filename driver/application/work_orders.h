#ifndef SLUICE_DRIVER_APPLICATION_WORK_ORDERS_H_
#define SLUICE_DRIVER_APPLICATION_WORK_ORDERS_H_

#include <utility>

#include "common/base/buffer.h"
#include "driver/run/run_action.h"
#include "driver/schedule/departures.h"
#include "driver/schedule/schedule_action.h"
#include "proto/executor.pb.h"

// What executors are to do, in their words: the counterpart of executor_report.h.
namespace sluice {

void Add(const LaunchReceiver& order, v1::Work& work);
void Add(const StopReceiver& order, v1::Work& work);
void Add(const SetReceiverRate& order, v1::Work& work);
void Add(const SendCut& order, v1::Work& work);
void Add(const CancelTask& order, v1::Work& work);
void Add(const CopyBlock& order, v1::Work& work);
void Add(const TakeOutput& order, v1::Work& work);
// Without its inputs. The task is the last one of `work`.
v1::LaunchTask& Add(const LaunchTask& order, v1::Work& work);

// The piece of the broadcast value that is asked for, and its bytes: some of them, so that heartbeats and tasks find
// room between the pieces.
std::pair<v1::BroadcastPiece, Buffer> AnswerTo(const v1::BroadcastWanted& wanted);

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_WORK_ORDERS_H_
