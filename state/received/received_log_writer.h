#ifndef SLUICE_STATE_RECEIVED_RECEIVED_LOG_WRITER_H_
#define SLUICE_STATE_RECEIVED_RECEIVED_LOG_WRITER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/block_id.h"
#include "common/base/block_info.h"
#include "common/base/buffer.h"
#include "common/fs/files.h"
#include "common/record_log/record_log.h"
#include "state/received/received_log_names.h"

namespace sluice {

// Appends received blocks to the log of one start of a receiver. Not thread-safe; every call may wait for the disk.
class ReceivedLogWriter {
 public:
  struct Options {
    ReceivedLogPlace place;
    StreamId stream;
    Epoch epoch;
    int64_t file_bytes_max = 64 << 20;  // A file that is longer gets no more blocks.
  };
  // From then on no older start of the receiver commits anything. FAILED_PRECONDITION: this one is older than another
  // one that has begun. ABORTED: the door is gone, so whoever has ordered it has no right to the directory any more.
  // `files` outlives the writer.
  static absl::StatusOr<std::unique_ptr<ReceivedLogWriter>> Open(Files& files, Options options);

  // Returns where the block will be. After an error nothing that was appended since the last Commit will be there.
  absl::StatusOr<PlaceInLog> Append(const BlockId& id, const BlockInfo& info, const Buffers& data);
  // Writes and syncs what was appended, all at once: once this has returned OK it is in the log. After an error the
  // same blocks may be appended again, and go into another file; whoever looks for them may find them twice.
  // FAILED_PRECONDITION: a later start of the receiver has begun, or another application in the same directory.
  absl::Status Commit();

 private:
  ReceivedLogWriter(Files& files, Options options, int64_t next_file)
      : files_(files), options_(std::move(options)), names_(options_.place.folder), next_file_(next_file) {}
  absl::Status BeginFile();
  absl::StatusOr<PlaceInLog> AppendTo(RecordLogWriter& file, const BlockId& id, const BlockInfo& info,
                                      const Buffers& data);
  absl::Status CommitFile();

  Files& files_;
  const Options options_;
  const ReceivedLogNames names_;
  int64_t next_file_;
  std::unique_ptr<RecordLogWriter> file_;  // Null: the next block begins another.
};

}  // namespace sluice

#endif  // SLUICE_STATE_RECEIVED_RECEIVED_LOG_WRITER_H_
