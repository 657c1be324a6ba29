#ifndef SLUICE_DRIVER_BATCH_RECEIVER_CLIENT_H_
#define SLUICE_DRIVER_BATCH_RECEIVER_CLIENT_H_

#include <string>

#include "absl/time/time.h"
#include "driver/batch/receiver_status.h"

namespace sluice {

// A run that is fed by receivers: what ReceiverPlacement tells it of those of its streams. Called from within the facts
// that are told to the placement, and may not call it back.
class ReceiverClient {
 public:
  virtual ~ReceiverClient() = default;
  // It has reported: what was known `before`, what is known `now`. `host`: where it runs; empty if nobody knows.
  virtual void OnReceiver(const ReceiverStatus& before, const ReceiverStatus& now, const std::string& host,
                          absl::Time at) = 0;
  // All that it had received by then is reported.
  virtual void OnCutDone(ReceiverEpoch receiver, BatchTime batch) = 0;
  // It has stopped, or its executor was lost.
  virtual void OnReceiverGone(ReceiverEpoch receiver) = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BATCH_RECEIVER_CLIENT_H_
