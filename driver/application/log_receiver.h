#ifndef SLUICE_DRIVER_APPLICATION_LOG_RECEIVER_H_
#define SLUICE_DRIVER_APPLICATION_LOG_RECEIVER_H_

#include "common/base/ids.h"
#include "driver/batch/receiver_status.h"

namespace sluice {

// A source that stays away is said once, not at every attempt to reach it.
void LogReceiver(ExecutorId executor, const ReceiverStatus& before, const ReceiverStatus& now);

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_LOG_RECEIVER_H_
