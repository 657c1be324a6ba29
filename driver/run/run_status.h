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
  // How fast an input is read, records a second.
  struct Rate {
    InputId input;
    int64_t limit = 0;           // 0: none.
    double processing_rate = 0;  // Its last batch was processed so fast. 0: none was yet, or nobody asks.
  };
  RunId id;
  absl::Duration batch_interval;
  std::vector<Input> inputs;         // Each one with a receiver, once it is placed.
  std::vector<Rate> rates;           // Each input's that has a limit, or may get one.
  std::vector<BatchRecord> batches;  // Last ones, then running and queued ones; oldest first.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_RUN_STATUS_H_
