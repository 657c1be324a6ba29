#ifndef SLUICE_ENGINE_DSTREAM_CHECKPOINT_WRITER_H_
#define SLUICE_ENGINE_DSTREAM_CHECKPOINT_WRITER_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/actor/turn.h"
#include "engine/dstream/stream_checkpoint.h"
#include "engine/dstream/stream_timeline.h"

namespace sluice {

// Writes how far a program is whenever a batch begins or ends, one checkpoint after the other, of batches that run side
// by side; and knows the program's name for systems that it writes to. Thread-safe but for what is set before the
// start.
class CheckpointWriter {
 public:
  using Write = std::function<absl::Status(const StreamCheckpoint&)>;
  // The program's checkpoint, as of the batch that ended last.
  using Describe = std::function<StreamCheckpoint(BatchTime last_finished)>;
  CheckpointWriter(Runtime& runtime, StreamTimeline& timeline, Describe describe);

  // Null: nothing is written, and a batch that ends is done.
  void SetWrite(Write write) { write_ = std::move(write); }
  bool writes() const { return write_ != nullptr; }

  // Made up, or that of the run which this one goes on from.
  const std::string& program() const { return program_; }
  void GoOnAs(std::string program);

  // Before the outputs of a batch run. Else a run that goes on would read what has arrived since as well, if the batch
  // reads `what_arrives`; and systems that know what has been written to them would take it for another program.
  absl::Status OnBatchBegun(bool what_arrives);
  // The batch is done if this is OK.
  absl::Status OnBatchEnded(BatchTime batch);

 private:
  absl::Status WriteAsOf(BatchTime last_finished) const;

  StreamTimeline& timeline_;  // Outlives us.
  const Describe describe_;
  Write write_;
  std::string program_;

  Turn turn_;
  bool is_known_ ABSL_GUARDED_BY(turn_) = false;  // A checkpoint has the program's name.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_CHECKPOINT_WRITER_H_
