#ifndef SLUICE_WORKER_DAEMON_WORKER_ID_H_
#define SLUICE_WORKER_DAEMON_WORKER_ID_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/process/data_dir.h"

namespace sluice {

// The id under which a worker joins: that of the former daemon of a data folder that is continued, for whose executors
// this one answers from now on; else `new_id`, which is written down for the next.
absl::StatusOr<std::string> WorkerIdOf(const DataDir& data_dir, const std::string& new_id);

}  // namespace sluice

#endif  // SLUICE_WORKER_DAEMON_WORKER_ID_H_
