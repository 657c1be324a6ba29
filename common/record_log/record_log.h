#ifndef SLUICE_COMMON_RECORD_LOG_RECORD_LOG_H_
#define SLUICE_COMMON_RECORD_LOG_RECORD_LOG_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/buffer.h"
#include "common/fs/files.h"

namespace sluice {

struct RecordLogContents {
  std::vector<Buffer> records;
  int64_t bytes = 0;       // The last good record ends here.
  int64_t torn_bytes = 0;  // Follow: an append that its writer did not live to commit.
};

// What a log holds. A torn tail is left out and told; it was never committed.
// NOT_FOUND: no such file. DATA_LOSS: records that had been committed are damaged; names the file and the offset.
// FAILED_PRECONDITION: no record log, or one of a format this version does not know.
absl::StatusOr<RecordLogContents> ReadRecordLog(Files& files, const std::string& path);

// Appends records to a log. Not thread-safe; one writer per file.
class RecordLogWriter {
 public:
  struct Opened {
    std::unique_ptr<RecordLogWriter> writer;
    RecordLogContents contents;  // torn_bytes were cut off: worth a line in the caller's log.
  };
  // Creates the log or goes on after its last good record. Errors as of ReadRecordLog.
  static absl::StatusOr<Opened> Open(Files& files, const std::string& path);

  // The record is in the log once Commit has returned OK. INVALID_ARGUMENT: larger than kRecordBytesMax.
  // After an error nothing appended since the last Commit will be written.
  absl::Status Append(std::string_view record);
  // Where in the file the next record begins. REQUIRES: the last call here has not failed.
  int64_t end() const { return committed_bytes_ + static_cast<int64_t>(pending_.size()); }
  // Writes and syncs what was appended, all at once. After an error none of it is in the log as soon as a later Append
  // has returned OK: what may have got there is cut off first. Until then a crash may find some of it.
  absl::Status Commit();

 private:
  RecordLogWriter(Files& files, std::string path, int64_t bytes)
      : files_(files), path_(std::move(path)), committed_bytes_(bytes) {}
  absl::Status CutOffUncommitted();

  Files& files_;
  const std::string path_;
  int64_t committed_bytes_;
  std::unique_ptr<AppendFile> file_;  // Null after an error.
  std::string pending_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_RECORD_LOG_RECORD_LOG_H_
