#ifndef SLUICE_DRIVER_RUN_RUN_STATUS_H_
#define SLUICE_DRIVER_RUN_RUN_STATUS_H_

#include <string>
#include <vector>

#include "driver/batch/receiver_status.h"
#include "engine/dstream/batch_record.h"

namespace sluice {

// What users may know of a run; a copy, of one moment.
struct RunStatus {
  struct Input {
    InputId id;
    std::string name;
    ReceiverStatus receiver;
  };
  RunId id;
  absl::Duration batch_interval;
  std::vector<Input> inputs;         // Each one with a receiver, once it is placed.
  std::vector<BatchRecord> batches;  // Last ones, then running and queued ones; oldest first.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_RUN_STATUS_H_
