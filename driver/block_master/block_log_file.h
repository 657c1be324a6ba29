#ifndef SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_FILE_H_
#define SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/actor/turn.h"
#include "common/base/mutex.h"
#include "common/fs/files.h"
#include "common/record_log/record_log.h"
#include "driver/block_master/block_log.h"
#include "driver/block_master/block_log_survey.h"
#include "state/received/received_log_names.h"

namespace sluice {

// The log of a run in its checkpoint directory: the file `blocks-NUMBER` (proto/block_log.proto), which begins with all
// that the run knew when this life took it over.
class BlockLogFile : public BlockLog {
 public:
  using Owner = BlockLogOwner;
  struct Options {
    std::string folder;  // The checkpoint directory.
    Owner owner;
    bool goes_on = false;           // It takes over what a former life has left there.
    CheckpointOfBlocks checkpoint;  // The one it goes on from.
    std::vector<StreamId> streams;  // The run's, unless it takes over others.
  };
  struct Opened {
    RunLog run;
    bool takes_over = false;   // It knows what a former life did.
    int64_t records_lost = 0;  // Were received by a run that this one is no later life of, and not processed.
  };
  // Writes a new file, and then removes those of former lives. DATA_LOSS names a file that is damaged or missing.
  // FAILED_PRECONDITION: the former life had another number of streams. Both outlive the log.
  static absl::StatusOr<Opened> Open(Runtime& runtime, Files& files, const Options& options);
  ~BlockLogFile() override { Commit().IgnoreError(); }  // A later life reads what is missing from the checkpoint.

  absl::Status Append(const BlockUpdate& update) override;
  absl::Status Commit() override;
  void RemoveReceived(const NeededLogs& needed) override;

 private:
  BlockLogFile(Runtime& runtime, Files& files, const std::string& received, std::unique_ptr<RecordLogWriter> writer)
      : files_(files), received_(received), writing_(runtime), writer_(std::move(writer)) {}
  std::vector<std::string> TakePending();
  absl::Status Write(const std::vector<std::string>& records) ABSL_EXCLUSIVE_LOCKS_REQUIRED(writing_);

  Files& files_;
  const ReceivedLogNames received_;

  // Had while the disk is waited for. Taken before mu_.
  Turn writing_;
  const std::unique_ptr<RecordLogWriter> writer_ ABSL_PT_GUARDED_BY(writing_);

  NeededLogs needed_ ABSL_GUARDED_BY(writing_);  // What was needed when files were removed last.

  Mutex mu_;
  std::vector<std::string> pending_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_FILE_H_
