#ifndef SLUICE_ENGINE_DSTREAM_STREAM_CHECKPOINT_H_
#define SLUICE_ENGINE_DSTREAM_STREAM_CHECKPOINT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/ids.h"
#include "common/fs/files.h"
#include "engine/dstream/graph_signature.h"

namespace sluice {

// How far a streaming program has come, so that a later run of it goes on there. Codable. One of the same last batch
// takes its place when the next batch begins: it knows what that one reads.
struct StreamCheckpoint {
  int64_t interval_millis = 0;
  int64_t zero = 0;           // Batch times are zero + n * interval.
  int64_t last_finished = 0;  // The next batch is the one after it.
  uint64_t fingerprint = 0;   // It tells the graph's streams and outputs: a later run must have the same, or uids.
  int64_t generation = 0;     // How often it had not the same.
  std::string program;        // Made up when the program began, and kept by all later runs.
  int64_t token = 0;          // It was written under the lease with this one.
  bool receives = false;      // Then there is a log of received blocks of this token or a later one.
  struct Input {
    std::string name;
    std::string data;  // What it needs to compute remembered batches again.
  };
  std::vector<Input> inputs;  // The driver reads them; they stand in the order they were made.
  std::vector<StreamSignature> streams = {};
  std::vector<std::string> outputs = {};
  std::vector<std::string> saved = {};  // Folders below batches/ in which something was saved.

  GraphSignature Signature() const;
};

// What a checkpoint file holds. DATA_LOSS: it is damaged. FAILED_PRECONDITION: of another version of Sluice, or no such
// file.
absl::StatusOr<StreamCheckpoint> DecodeStreamCheckpoint(std::string_view file);

// The files `checkpoint-<time of the last finished batch>` in a folder. Each is whole or not there; the newest ten are
// kept. A damaged one is passed by, with a warning. Not thread-safe; one writer a folder.
class StreamCheckpointFolder {
 public:
  // `files` outlives it.
  StreamCheckpointFolder(Files& files, std::string path) : files_(files), path_(std::move(path)) {}

  absl::Status Write(const StreamCheckpoint& checkpoint);
  // Nullopt: there is none. DATA_LOSS: all of those that are there are damaged. Other errors: the newest one cannot be
  // read, and an older one would have batches again that are done.
  absl::StatusOr<std::optional<StreamCheckpoint>> ReadNewest() const;

  // What a program says of itself, for who builds its graph again: `program-NAME`, and whatever else has a name that
  // begins so. Those of programs that no checkpoint is of any more are removed.
  absl::Status WriteDescription(const std::string& program, std::string_view description);
  // NOT_FOUND: it has none. DATA_LOSS: it is damaged.
  absl::StatusOr<std::string> ReadDescription(const std::string& program) const;
  std::string DescriptionPath(const std::string& program) const;

  // The name of the file, by its last finished batch, and back; none: it is no checkpoint.
  static std::string NameOf(int64_t time);
  static std::optional<int64_t> TimeOf(std::string_view name);

 private:
  std::string PathOf(int64_t time) const;
  absl::Status Unreadable(const absl::Status& why) const;
  absl::StatusOr<std::vector<int64_t>> Times() const;  // Oldest first.
  absl::Status RemoveOld() const;
  absl::Status RemoveDescriptionsBut(const std::string& program) const;

  Files& files_;
  const std::string path_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_STREAM_CHECKPOINT_H_
