#ifndef SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_SURVEY_H_
#define SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_SURVEY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fs/files.h"
#include "driver/block_master/run_image.h"

namespace sluice {

// Whose a log of received blocks is: only a later life of the same application can have the blocks of a former one.
struct BlockLogOwner {
  ApplicationId application;
  DriverLife life;
  int64_t lease_token = 0;  // Its receivers' logs keep that of the first life that had any.
};

// What the newest log of received blocks in a checkpoint directory says.
struct FormerBlockLog {
  BlockLogOwner owner;
  std::optional<RunImage> image;              // None: the run has ended.
  std::optional<BatchTime> last_with_blocks;  // The last batch that was done and had blocks; none: nobody can say.
};

// Numbers of the logs in the folder, the oldest first.
absl::StatusOr<std::vector<int64_t>> BlockLogNumbers(Files& files, const std::string& folder);
// The newest one that says what was known; none: none does. `life`: who reads. DATA_LOSS names a file that is damaged.
absl::StatusOr<std::optional<FormerBlockLog>> ReadNewestBlockLog(Files& files, const std::string& folder,
                                                                 DriverLife life);

// What a checkpoint says of what is received.
struct CheckpointOfBlocks {
  std::optional<BatchTime> last_finished;  // None: there is no checkpoint.
  int64_t log = 0;                         // The number of the log that there was; 0: nothing was received.
};
// A file that must be there, as others say, and is not.
struct MissingFile {
  std::string path;
  std::string why;
};
// Of the log, the receivers' logs that it needs, and the checkpoints of the batches that it calls done.
absl::StatusOr<std::vector<MissingFile>> FindMissingOfBlocks(Files& files, const std::string& folder,
                                                             const CheckpointOfBlocks& checkpoint,
                                                             const std::optional<FormerBlockLog>& log);

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_SURVEY_H_
